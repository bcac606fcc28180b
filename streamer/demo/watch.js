// Look again every two seconds and show what changed, without losing the reader's place.
const said = (node) => node.textContent.replace(/\s+/g, " ").trim();
setInterval(async () => {
  const reply = await fetch(location.pathname, { cache: "no-cache" }).catch(() => null);
  if (!reply || !reply.ok) return;
  const next = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("main");
  const now = document.querySelector("main");
  if (said(next) === said(now)) return;
  const before = new Set([...now.querySelectorAll("article")].map(said));
  for (const article of next.querySelectorAll("article")) {
    if (!before.has(said(article))) article.classList.add("fresh");
  }
  now.replaceWith(next);
}, 2000);
