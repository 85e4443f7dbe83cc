"""What made-up companies do: how they are called, what they make, and whom they hire."""

from dataclasses import dataclass

from demo.trades import Language


@dataclass(frozen=True, slots=True)
class Sector:
    """`trades` names those that it hires, the frequent ones several times."""

    industry: str
    nouns: dict[Language, tuple[str, ...]]
    products: dict[Language, tuple[str, ...]]
    trades: tuple[str, ...]


SECTORS = (
    Sector(
        "Computer Software",
        {
            "en": ("Software", "Labs", "Systems", "Cloud"),
            "de": ("Software GmbH", "Systeme GmbH", "Digital GmbH"),
            "fr": ("Logiciels", "Numérique", "Technologies"),
        },
        {
            "en": ("scheduling software for clinics", "a search engine for contracts", "tools for city planners"),
            "de": (
                "Software für die Einsatzplanung",
                "eine Suchmaschine für Verträge",
                "Werkzeuge für die Stadtplanung",
            ),
            "fr": ("des logiciels de planification", "un moteur de recherche pour contrats", "des outils d'urbanisme"),
        },
        ("backend", "backend", "backend", "frontend", "platform", "systems", "data", "design", "sales", "support"),
    ),
    Sector(
        "Industrial Automation",
        {
            "en": ("Robotics", "Motion", "Automation"),
            "de": ("Robotik GmbH", "Antriebe GmbH", "Automation AG"),
            "fr": ("Robotique", "Automatismes", "Mécatronique"),
        },
        {
            "en": ("robots that carry things in hospitals", "gearless drives", "inspection cells for small factories"),
            "de": ("Transportroboter für Krankenhäuser", "getriebelose Antriebe", "Prüfzellen für kleine Fabriken"),
            "fr": ("des robots de manutention", "des entraînements directs", "des cellules de contrôle"),
        },
        ("embedded", "embedded", "systems", "production", "production", "platform", "data", "sales", "logistics"),
    ),
    Sector(
        "Hospital & Health Care",
        {
            "en": ("Health", "Care", "Clinics"),
            "de": ("Kliniken GmbH", "Pflege gGmbH", "Gesundheit AG"),
            "fr": ("Santé", "Cliniques", "Soins"),
        },
        {
            "en": ("care in nine clinics and at home", "rehabilitation after accidents", "outpatient heart medicine"),
            "de": ("Pflege in neun Häusern und daheim", "Rehabilitation nach Unfällen", "ambulante Herzmedizin"),
            "fr": ("des soins en clinique et à domicile", "la rééducation", "la cardiologie ambulatoire"),
        },
        ("nursing", "nursing", "nursing", "nursing", "support", "data", "finance", "people", "dotnet"),
    ),
    Sector(
        "Logistics & Supply Chain",
        {
            "en": ("Logistics", "Freight", "Shipping"),
            "de": ("Logistik GmbH", "Spedition GmbH", "Fracht AG"),
            "fr": ("Logistique", "Transports", "Fret"),
        },
        {
            "en": (
                "next-day freight for spare parts",
                "cold storage for food and vaccines",
                "sea freight in small lots",
            ),
            "de": (
                "Ersatzteilfracht über Nacht",
                "Kühllager für Lebensmittel und Impfstoffe",
                "Seefracht in kleinen Mengen",
            ),
            "fr": ("le transport express de pièces", "l'entreposage frigorifique", "le fret maritime en groupage"),
        },
        ("logistics", "logistics", "logistics", "logistics", "backend", "dotnet", "sales", "finance", "support"),
    ),
    Sector(
        "Financial Services",
        {
            "en": ("Pay", "Capital", "Mutual"),
            "de": ("Versicherung AG", "Zahlungsdienste GmbH", "Leasing GmbH"),
            "fr": ("Assurances", "Paiements", "Patrimoine"),
        },
        {
            "en": ("payments for craftspeople", "insurance for small boats", "pensions that people understand"),
            "de": (
                "Zahlungen für Handwerksbetriebe",
                "Versicherungen für kleine Boote",
                "verständliche Altersvorsorge",
            ),
            "fr": ("des paiements pour artisans", "l'assurance des petits bateaux", "l'épargne retraite"),
        },
        ("dotnet", "dotnet", "backend", "data", "finance", "finance", "platform", "support", "people", "sales"),
    ),
    Sector(
        "Renewables & Environment",
        {
            "en": ("Energy", "Power", "Solar"),
            "de": ("Energie AG", "Windkraft GmbH", "Speicher GmbH"),
            "fr": ("Énergies", "Éolien", "Solaire"),
        },
        {
            "en": ("wind farms and their service", "batteries for apartment blocks", "heat from waste water"),
            "de": ("Windparks und ihre Wartung", "Batteriespeicher für Mietshäuser", "Wärme aus Abwasser"),
            "fr": ("des parcs éoliens", "le stockage pour immeubles", "la chaleur des eaux usées"),
        },
        ("production", "production", "production", "embedded", "data", "sales", "finance", "platform"),
    ),
    Sector(
        "Retail",
        {
            "en": ("Foods", "Goods", "Markets"),
            "de": ("Feinkost GmbH", "Märkte GmbH", "Handel AG"),
            "fr": ("Épiceries", "Marchés", "Distribution"),
        },
        {
            "en": ("groceries from the region, delivered", "kitchens that last", "tea, coffee and what belongs to it"),
            "de": ("Lebensmittel aus der Region, geliefert", "Küchen, die bleiben", "Tee, Kaffee und was dazugehört"),
            "fr": ("des courses locales, livrées", "des cuisines durables", "le thé, le café et le reste"),
        },
        ("logistics", "logistics", "sales", "marketing", "design", "frontend", "finance", "people"),
    ),
    Sector(
        "Design Services",
        {
            "en": ("Studio", "Media", "Works"),
            "de": ("Werkstatt GmbH", "Verlag GmbH", "Medien GmbH"),
            "fr": ("Ateliers", "Éditions", "Médias"),
        },
        {
            "en": ("wayfinding for airports & museums", "radio plays", "books that are read aloud"),
            "de": ("Leitsysteme für Flughäfen & Museen", "Hörspiele", "Bücher zum Vorlesen"),
            "fr": ("la signalétique d'aéroports & de musées", "des fictions sonores", "des livres à lire à voix haute"),
        },
        ("design", "design", "marketing", "marketing", "frontend", "sales", "people"),
    ),
)
