"""What months, weekdays and yesterday are called: words in lower case, in full and shortened.

en de fr es it pt nl pl cs uk ru sv da nb fi tr ro el; one paragraph for one thing.
"""

from typing import Final


def _table(words: str) -> dict[str, int]:
    """Return the number of the paragraph, from 0, that each word stands in."""
    paragraphs = enumerate(words.strip().split("\n\n"))
    return {word: number for number, words in paragraphs for word in words.split()}


MONTHS: Final = _table("""
january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń
sty ledna leden січня січень січ января январь янв tammikuuta ocak oca ianuarie ian ιανουαρίου
ιαν

february feb februar febr février févr febrero febbraio fevereiro fev februari lutego luty lut
února únor лютого лютий лют февраля февраль фев helmikuuta şubat şub februarie φεβρουαρίου φεβ

march mar märz mär mrz mars marzo março maart mrt marca marzec března březen березня березень
бер марта март мар marts maaliskuuta mart martie μαρτίου μαρ

april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben квітня квітень кві апреля
апрель апр huhtikuuta nisan nis aprilie απριλίου απρ

may mai mayo maggio mag maio mei maja maj května květen травня травень тра мая май toukokuuta
mayıs μαΐου μαϊ

june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen червня червень чер
июня июнь июн kesäkuuta haziran haz iunie iun ιουνίου ιουν

july jul juli juillet juil julio luglio lug julho lipca lipiec lip července červenec липня
липень лип июля июль июл heinäkuuta temmuz tem iulie iul ιουλίου ιουλ

august aug août agosto ago augustus sierpnia sierpień sie srpna srpen серпня серпень сер августа
август авг augusti elokuuta ağustos ağu αυγούστου αυγ

september sep sept septembre septiembre settembre setembro września wrzesień wrz září вересня
вересень вер сентября сентябрь сен сент syyskuuta eylül eyl septembrie σεπτεμβρίου σεπ

october oct oktober okt octobre octubre ottobre ott outubro października październik paź října
říjen жовтня жовтень жов октября октябрь окт lokakuuta ekim eki octombrie οκτωβρίου οκτ

november nov novembre noviembre novembro listopada listopad lis listopadu листопада листопад лис
ноября ноябрь ноя marraskuuta kasım kas noiembrie νοεμβρίου νοε

december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia grudzień gru
prosince prosinec грудня грудень гру декабря декабрь дек joulukuuta aralık ara decembrie
δεκεμβρίου δεκ
""")

# From Monday on, as in ``date.weekday``.
WEEKDAYS: Final = _table("""
monday mon montag mo lundi lun lunes lunedì segunda maandag poniedziałek pondělí понеділок пн
понедельник måndag mandag maanantai maanantaina pazartesi luni δευτέρα

tuesday tue tues dienstag di mardi martes martedì terça dinsdag wtorek úterý вівторок вт вторник
tisdag tirsdag tiistai tiistaina salı marți τρίτη

wednesday wed mittwoch mi mercredi mer miércoles mié mercoledì quarta woensdag środa středa
середа ср среда onsdag keskiviikko keskiviikkona çarşamba miercuri τετάρτη

thursday thu thur thurs donnerstag do jeudi jeu jueves jue giovedì gio quinta donderdag czwartek
čtvrtek четвер чт четверг torsdag torstai torstaina perşembe joi πέμπτη

friday fri freitag fr vendredi ven viernes vie venerdì sexta vrijdag piątek pátek пятниця
пт пятница fredag perjantai perjantaina cuma vineri παρασκευή

saturday sat samstag sonnabend sa samedi sam sábado sabato sab zaterdag sobota субота сб суббота
lördag lørdag lauantai lauantaina cumartesi sâmbătă σάββατο

sunday sun sonntag so dimanche dim domingo domenica dom zondag niedziela neděle неділя нд
воскресенье вс söndag søndag sunnuntai sunnuntaina pazar duminică κυριακή
""")

# Today, yesterday, the day before.
DAYS_BACK: Final = _table("""
today heute hoy oggi hoje vandaag dziś dzisiaj dnes сьогодні сегодня idag tänään bugün azi
astăzi σήμερα aujourdhui

yesterday gestern hier ayer ieri ontem gisteren wczoraj včera вчора вчера igår eilen dün χθες

vorgestern anteayer позавчора позавчера
""")

# What stands in a date and says nothing.
FILLERS: Final = _table("""
the of on de del le el den der am st nd rd th er º г года р року roku feira dia
""")
