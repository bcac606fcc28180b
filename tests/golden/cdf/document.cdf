<?xml version="1.0"?>
<!DOCTYPE Channel SYSTEM "http://www.w3c.org/Channel.dtd">
<CHANNEL HREF="https://harbour.example/" BASE="https://harbour.example/">
  <TITLE>Harbour Channel</TITLE>
  <ABSTRACT>From before feeds had that name</ABSTRACT>
  <ITEM HREF="https://harbour.example/dock" LASTMOD="2024-10-20T22:00+0000">
    <TITLE>Dock 2 closed</TITLE>
    <ABSTRACT>Until spring.</ABSTRACT>
  </ITEM>
</CHANNEL>
