"""Tables for the German sentence splitter: abbreviations by class, and words that tell.

Abbreviations are written without white space and without the last full stop ("z.B" stands for
"z. B." as well). An entry in lower case also holds with a capital ("Vgl."). Abbreviations that
end a sentence whenever a capital follows, such as "usw." and "etc.", need no entry.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER_ENDS = _words("""
    z.B d.h i.e d.i i.V.m i.S.v i.S.d i.H.v m.a.W sog bzw bspw beispw vgl ca rd ggf ggfs evtl
    insb insbes bes inkl exkl zzgl abzgl einschl ausschl bzgl hins gem lt betr mind max resp jew
    entspr zus urspr vorauss zw allg stellv stv vorl ehem gegr geb gest verh gesch dt engl frz
    ital span russ poln türk österr schweiz amerik brit lat griech kath ev evang röm Dr Drs Prof
    PD Dipl Mag Ing Hr Hrn Fr Frl Mr Mrs Ms Msgr Pfr Hl hl St Ste Mt Ft Fa Gebr Abg Hptm Oblt
    Obstlt Oberstlt Lt Ltn Uffz Sgt Cpt Capt Col Maj Cmdr Gov Rev Hon Nr Nrn Abs Rn Rdnr Rz Bd
    Bde Hrsg Hg Az Beschl Urt Tel Tab Ziff lit Anl Bsp Aufl Jg Hs Ph Dres vs Wr Ch
    """)
"""Abbreviations that something always follows: titles, references, connectives."""

MAY_END = _words("""
    Mio Mrd Bio Tsd Mill Jh Jhd Jhdt Chr v.Chr n.Chr a.D i.R e.V h.c em jun jr sen d.J d.Ä a.M
    a.d.O i.Br i.B m.b.H G.m.b.H e.G e.K u.a u.ä u.Ä o.ä o.Ä s.o s.u u.U i.d.R i.d.F m.E m.W o.g
    z.T z.Zt z.Z zzt zz zt o.J o.O d.Red Red Co Inc Ltd Corp Bros Cie Str Pl Std Stdn Min Sek
    Sen Rep Gen Jan Feb Febr Apr Aug Sep Sept Okt Nov Dez Mo Di Mi Do Sa So med jur phil nat rer
    pol oec habil mult theol tech vet Vors Verf Anm f ff p.a p.m a.m U.S U.S.A U.K U.N Ph.D B.A
    M.A B.Sc M.Sc LL.M Pkt al
    """)
"""Abbreviations that end a sentence only where a word follows that opens one."""

BEFORE_NUMBER = _words("Art Kap Abb Pos No Fig Par Buchst Abt Sp Lfg Bez S Bl")
"""Abbreviations that are words, names or initials too, unless a number follows."""

UNDOTTED = _words("km kg cm mm dm qm ml mg kW kWh Hz kHz MHz GHz qkm Lkw Pkw Kfz pdf Mbps")
"""Units and words without a vowel that are written without a full stop."""

MONTHS = _words("""
    Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November
    Dezember Jan Feb Febr Apr Jun Jul Aug Sep Sept Okt Nov Dez
    """)

WEEKDAYS = _words("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag")

ORDINAL_CUES = _words("""
    der die das dem den des zum zur im am vom beim ins ans jeder jede jedes jedem jeden ihr ihre
    ihrem ihren ihrer ihres sein seine seinem seinen seiner seines mein meine meinem meinen
    meiner bereits schon und unser unsere unserem unseren unserer euer eure dieser diese dieses
    diesem diesen
    """)
"""Words after which a number before a noun is an ordinal: "der 1000. Besucher"."""

ORDINAL_NOUNS = _words("""
    Advent Akt Amtszeit Auflage Ausgabe Bezirk Bundesliga Division Etage Etappe Gang Geburtstag
    Generation Grad Halbjahr Halbzeit Instanz Jahrestag Jahrgang Jahrhundert Jahrtausend Kammer
    Klasse Kreisliga Kraft Lauf Lebensjahr Legislaturperiode Lesung Liga Mal Mannschaft Minute
    Obergeschoss OG Platz Quartal Rang Reihe Runde Satz Saison Semester Senat Spieltag Staffel
    Stock Strafsenat Stunde Tag Viertel Weltkrieg Woche Zivilsenat FC SC SV TC
    """)
"""Nouns that follow an ordinal rather than open a sentence."""

LABELLED = _words("""
    Gruppe Klasse Plan Vitamin Kategorie Hepatitis Influenza Typ Block Staffel Gebäude Haus Saal
    Buchstabe Variante Modell Tor Punkt Level Stufe Zone Division Anlage Lager Bereich Abschnitt
    """)
"""Nouns that a single letter names: "Gruppe B" is no initial."""

DATELINE_PLACES = _words("""
    Aachen Amsterdam Ankara Athen Augsburg Bagdad Bamberg Bangkok Barcelona Basel Bayreuth
    Beirut Belgrad Berlin Bern Bielefeld Bochum Bonn Bozen Braunschweig Bregenz Bremen
    Bremerhaven Brüssel Budapest Bukarest Canberra Celle Chemnitz Chicago Cottbus Damaskus
    Darmstadt Delhi Detmold Doha Dortmund Dresden Dublin Duisburg Düsseldorf Edinburgh
    Eisenstadt Emden Erfurt Erlangen Essen Eupen Flensburg Florenz Frankfurt Freiburg Fulda Genf
    Gera Gießen Göttingen Graz Greifswald Göppingen Hagen Halle Hamburg Hamm Hannover Havanna
    Heidelberg Heilbronn Helsinki Hildesheim Hongkong Ingolstadt Innsbruck Istanbul Jakarta Jena
    Jerusalem Johannesburg Kabul Kairo Karlsruhe Kassel Kiel Kiew Kyjiw Klagenfurt Koblenz
    Konstanz Kopenhagen Köln Krakau Krefeld Lausanne Leipzig Leverkusen Linz Lissabon Ljubljana
    London Lübeck Ludwigshafen Lugano Lüneburg Luxemburg Luzern Lwiw Lyon Madrid Magdeburg
    Mailand Mainz Mannheim Marburg Marseille Melbourne Minsk Moskau München Münster Nairobi
    Neapel Neu-Delhi Nürnberg Oberhausen Odessa Offenbach Oldenburg Osnabrück Oslo Ottawa
    Paderborn Paris Passau Peking Potsdam Prag Rabat Ramallah Recklinghausen Regensburg
    Reutlingen Riad Riga Rom Rostock Saarbrücken Salzburg Sarajevo Schwerin Seoul Shanghai
    Siegen Singapur Skopje Sofia Solingen Stockholm Straßburg Stralsund Stuttgart Sydney Tallinn
    Teheran Tokio Trier Tripolis Tübingen Tunis Turin Ulm Vaduz Valencia Vatikan Vatikanstadt
    Venedig Vilnius Warschau Washington Weimar Wien Wiesbaden Wilna Winterthur Wolfsburg
    Wuppertal Würzburg Zagreb Zürich Zwickau
    """)
"""Places that datelines name most."""

DATELINE_FIRST_WORDS = _words("Bad Sankt Buenos St. New Neu Den Tel Los São San Rio Kap Groß Klein")
"""First words of place names of two words."""

DATELINE_ENDINGS = (
    "burg", "hausen", "ingen", "furt", "kirchen", "brück", "brücken", "münde", "haven", "weiler",
    "heim", "stedt", "rode", "walde", "felden",
)  # fmt: skip
"""Endings by which a place is known that no table holds."""

SENTENCE_OPENERS = _words("""
    Der Die Das Dem Den Des Ein Eine Einem Einen Einer Eines Kein Keine Keinem Keinen Keiner
    Keines Dieser Diese Dieses Diesem Diesen Jener Jene Jenes Jenem Jenen Jeder Jede Jedes Jedem
    Jeden Mancher Manche Manches Manchem Manchen Solche Solcher Solches Welche Welcher Welches
    Welchem Derselbe Dieselbe Dasselbe Derjenige Diejenige Diejenigen Derlei Ich Du Er Sie Es
    Wir Ihr Man Mir Mich Dir Dich Ihm Ihn Ihnen Uns Euch Sich Selbst Wer Was Wem Wen Wessen
    Jemand Niemand Etwas Nichts Alle Alles Allen Aller Beide Beides Beiden Einige Einiges
    Einzelne Mehrere Viele Vieles Vielen Viel Wenig Wenige Weniger Wenn Weil Während Wie Wo
    Wohin Woher Warum Weshalb Wieso Wann Wodurch Womit Wofür Woran Worauf Worüber Worum Wovon
    Wozu Wobei Mein Meine Meinem Meinen Meiner Dein Deine Sein Seine Seinem Seinen Seiner Seines
    Ihre Ihrem Ihren Ihrer Ihres Unser Unsere Unserem Unseren Unserer Euer Eure Ab Aber Abseits
    Allein Allerdings Als Also Am An Andererseits Anders Angesichts Anhand Anlässlich Ansonsten
    Anschließend Anstatt Auch Auf Aufgrund Aus Ausgerechnet Außer Außerdem Außerhalb Bald Bei
    Beim Bereits Besonders Bevor Bezüglich Binnen Bis Bisher Bislang Bloß Da Dabei Dadurch Dafür
    Dagegen Daher Dahin Dahinter Damals Damit Danach Dass Demnach Daneben Dank Dann Daran Darauf
    Daraufhin Daraus Darin Darüber Darum Darunter Davon Davor Dazu Dazwischen Denn Dennoch
    Derzeit Deshalb Dessen Deren Desto Deswegen Dies Doch Dort Dorthin Draußen Durch Eben
    Ebenfalls Ebenso Eher Eigentlich Einerseits Einmal Einst Endlich Entgegen Entlang
    Entsprechend Entweder Erneut Erst Erstmals Etwa Falls Fast Ferner Folglich Freilich Für Ganz
    Grundsätzlich Gar Gegen Gegenüber Gemeinsam Genau Gerade Gern Gestern Gleich Gleichzeitig
    Gleichwohl Heute Hier Hierbei Hierfür Hiermit Hierzu Hingegen Hinter Hinzu Höchstens Im
    Immer Immerhin In Indem Indes Indessen Infolge Innerhalb Ins Insbesondere Insgesamt Insofern
    Inzwischen Irgendwann Ja Je Jedenfalls Jedoch Jetzt Kaum Künftig Kürzlich Längst Laut
    Lediglich Leider Letztlich Letztendlich Mehr Mehrmals Meist Meistens Mindestens Mit Mithilfe
    Mitten Mittlerweile Möglicherweise Nach Nachdem Nachts Nämlich Natürlich Neben Nein Nicht
    Nie Niemals Noch Nun Nur Ob Obgleich Obwohl Oder Offenbar Offensichtlich Oft Ohne Ohnehin
    Per Plötzlich Pro Rund Schließlich Schon Seit Seitdem Seitens Seither Sobald So Sodann
    Sofern Sofort Sogar Solange Somit Sondern Sonst Soweit Sowie Sowohl Später Spätestens Statt
    Stattdessen Stets Trotz Trotzdem Über Überhaupt Übrigens Um Und Ungefähr Ungeachtet Unter
    Unterdessen Vergangene Vergangenen Vermutlich Vielleicht Vielmehr Vom Von Vor
    Voraussichtlich Vorerst Vorher Wahrscheinlich Wegen Weder Weiter Weitere Weiterhin
    Wenigstens Wieder Wiederum Wohl Womöglich Zu Zudem Zuerst Zufolge Zugleich Zuletzt Zum Zumal
    Zumindest Zunächst Zur Zuvor Zwar Zwecks Zwischen Zurzeit Zusätzlich Zusammen Tatsächlich
    Umgekehrt Unabhängig Unklar Sämtliche Zahlreiche Andere Erstmal Bin Bist Ist Sind Seid War
    Waren Wäre Wären Habe Hat Haben Hatte Hatten Hätte Hätten Wird Werden Wurde Wurden Würde
    Würden Kann Können Konnte Konnten Könnte Könnten Muss Müssen Musste Müsste Soll Sollen
    Sollte Sollten Will Wollen Wollte Darf Dürfen Durfte Dürfte Mag Möchte Lässt Gibt Geht Kommt
    Steht Bleibt Zwei Drei Vier Fünf Sechs Sieben Acht Neun Zehn Elf Zwölf Zwanzig Hunderte
    Tausende Dutzende
    """)
"""Words of closed classes: with a capital they open a sentence, since nouns they are not."""
