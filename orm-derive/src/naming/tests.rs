//! Owns the tests of the forms of nouns, and of words out of Rust's names.

use proptest::prelude::*;

use super::*;

/// Singulars and their plurals.
#[rustfmt::skip]
const NOUNS: &[(&str, &str)] = &[
    // Regular, and typical for databases.
    ("account", "accounts"), ("article", "articles"), ("attribute", "attributes"), ("author", "authors"),
    ("choice", "choices"), ("column", "columns"), ("comment", "comments"), ("course", "courses"),
    ("database", "databases"), ("device", "devices"), ("document", "documents"), ("employee", "employees"),
    ("event", "events"), ("exercise", "exercises"), ("expense", "expenses"), ("file", "files"), ("image", "images"),
    ("invoice", "invoices"), ("language", "languages"), ("lease", "leases"), ("license", "licenses"),
    ("message", "messages"), ("note", "notes"), ("office", "offices"), ("order", "orders"), ("page", "pages"),
    ("payment", "payments"), ("permission", "permissions"), ("phase", "phases"), ("phrase", "phrases"),
    ("player", "players"), ("post", "posts"), ("price", "prices"), ("product", "products"), ("purchase", "purchases"),
    ("purpose", "purposes"), ("release", "releases"), ("response", "responses"), ("role", "roles"),
    ("service", "services"), ("site", "sites"), ("size", "sizes"), ("suite", "suites"), ("tag", "tags"),
    ("team", "teams"), ("test", "tests"), ("user", "users"), ("venue", "venues"), ("warehouse", "warehouses"),
    // -y.
    ("agency", "agencies"), ("bay", "bays"), ("category", "categories"), ("city", "cities"), ("company", "companies"),
    ("country", "countries"), ("currency", "currencies"), ("daisy", "daisies"), ("day", "days"),
    ("delivery", "deliveries"), ("embassy", "embassies"), ("entry", "entries"), ("essay", "essays"),
    ("hierarchy", "hierarchies"), ("history", "histories"), ("journey", "journeys"), ("key", "keys"),
    ("monkey", "monkeys"), ("policy", "policies"), ("prophecy", "prophecies"), ("property", "properties"),
    ("query", "queries"), ("story", "stories"), ("survey", "surveys"), ("therapy", "therapies"), ("toy", "toys"),
    ("sympathy", "sympathies"), ("valley", "valleys"),
    // -ie.
    ("calorie", "calories"), ("cookie", "cookies"), ("genie", "genies"), ("lie", "lies"), ("movie", "movies"),
    ("pie", "pies"), ("rookie", "rookies"), ("selfie", "selfies"), ("tie", "ties"), ("zombie", "zombies"),
    // -s, -ss, -us.
    ("address", "addresses"), ("alias", "aliases"), ("atlas", "atlases"), ("bias", "biases"), ("bonus", "bonuses"),
    ("boss", "bosses"), ("bus", "buses"), ("campus", "campuses"), ("canvas", "canvases"), ("census", "censuses"),
    ("class", "classes"), ("gas", "gases"), ("glass", "glasses"), ("iris", "irises"), ("lens", "lenses"),
    ("octopus", "octopuses"), ("process", "processes"), ("prospectus", "prospectuses"), ("status", "statuses"),
    ("summons", "summonses"), ("virus", "viruses"), ("coronavirus", "coronaviruses"),
    // Latin and Greek ones.
    ("alumnus", "alumni"), ("cactus", "cacti"), ("focus", "foci"), ("fungus", "fungi"), ("nucleus", "nuclei"),
    ("radius", "radii"), ("stimulus", "stimuli"), ("syllabus", "syllabi"), ("corpus", "corpora"), ("genus", "genera"),
    ("alga", "algae"), ("vertebra", "vertebrae"), ("analysis", "analyses"), ("axis", "axes"), ("basis", "bases"),
    ("crisis", "crises"), ("diagnosis", "diagnoses"), ("dialysis", "dialyses"), ("ellipsis", "ellipses"),
    ("emphasis", "emphases"), ("hypothesis", "hypotheses"), ("neurosis", "neuroses"), ("oasis", "oases"),
    ("parenthesis", "parentheses"), ("synopsis", "synopses"), ("synthesis", "syntheses"), ("thesis", "theses"),
    ("metropolis", "metropolises"), ("bacterium", "bacteria"), ("curriculum", "curricula"), ("datum", "data"),
    ("medium", "media"), ("spectrum", "spectra"), ("forum", "forums"), ("premium", "premiums"),
    ("stadium", "stadiums"), ("criterion", "criteria"), ("phenomenon", "phenomena"), ("polyhedron", "polyhedra"),
    ("agenda", "agendas"), ("camera", "cameras"), ("formula", "formulas"), ("lemma", "lemmas"), ("quota", "quotas"),
    ("saga", "sagas"), ("schema", "schemas"), ("subschema", "subschemas"), ("supernova", "supernovas"),
    // -x, -z.
    ("appendix", "appendices"), ("box", "boxes"), ("codex", "codices"), ("complex", "complexes"),
    ("index", "indexes"), ("matrix", "matrices"), ("mutex", "mutexes"), ("prefix", "prefixes"), ("regex", "regexes"),
    ("tax", "taxes"), ("vertex", "vertices"), ("quiz", "quizzes"), ("waltz", "waltzes"),
    // -ch, -che, -sh.
    ("batch", "batches"), ("branch", "branches"), ("coach", "coaches"), ("match", "matches"), ("search", "searches"),
    ("cache", "caches"), ("geocache", "geocaches"), ("headache", "headaches"), ("niche", "niches"),
    ("dish", "dishes"), ("hash", "hashes"),
    // -use, -sse, -ase.
    ("case", "cases"), ("cause", "causes"), ("excuse", "excuses"), ("fuse", "fuses"), ("house", "houses"),
    ("impasse", "impasses"), ("spouse", "spouses"), ("use", "uses"),
    // -f, -fe, -ve.
    ("belief", "beliefs"), ("cafe", "cafes"), ("calf", "calves"), ("chef", "chefs"), ("chief", "chiefs"),
    ("cliff", "cliffs"), ("gulf", "gulfs"), ("half", "halves"), ("hoof", "hooves"), ("knife", "knives"),
    ("leaf", "leaves"), ("life", "lives"), ("loaf", "loaves"), ("midwife", "midwives"), ("proof", "proofs"),
    ("roof", "roofs"), ("safe", "safes"), ("scarf", "scarves"), ("self", "selves"), ("shelf", "shelves"),
    ("tariff", "tariffs"), ("thief", "thieves"), ("wife", "wives"), ("wolf", "wolves"), ("archive", "archives"),
    ("cave", "caves"), ("curve", "curves"), ("drive", "drives"), ("grove", "groves"), ("move", "moves"),
    ("olive", "olives"), ("reserve", "reserves"), ("salve", "salves"), ("slave", "slaves"), ("sleeve", "sleeves"),
    ("valve", "valves"), ("wave", "waves"), ("weave", "weaves"),
    // -o, -oe.
    ("canoe", "canoes"), ("cargo", "cargos"), ("echo", "echoes"), ("hero", "heroes"), ("logo", "logos"),
    ("mosquito", "mosquitoes"), ("photo", "photos"), ("piano", "pianos"), ("portfolio", "portfolios"),
    ("potato", "potatoes"), ("ratio", "ratios"), ("scenario", "scenarios"), ("shoe", "shoes"),
    ("studio", "studios"), ("todo", "todos"), ("tomato", "tomatoes"), ("veto", "vetoes"), ("video", "videos"),
    ("zoo", "zoos"),
    // -i, -u.
    ("bureau", "bureaus"), ("guru", "gurus"), ("menu", "menus"), ("safari", "safaris"), ("taxi", "taxis"),
    ("wiki", "wikis"),
    // Irregular ones.
    ("child", "children"), ("grandchild", "grandchildren"), ("die", "dice"), ("foot", "feet"), ("goose", "geese"),
    ("mongoose", "mongooses"), ("mouse", "mice"), ("ox", "oxen"), ("passerby", "passersby"), ("person", "people"),
    ("salesperson", "salespeople"), ("tooth", "teeth"),
    // Men, and what only ends like them.
    ("fireman", "firemen"), ("man", "men"), ("woman", "women"), ("german", "germans"), ("human", "humans"),
    ("roman", "romans"), ("shaman", "shamans"), ("superhuman", "superhumans"), ("regimen", "regimens"),
    ("specimen", "specimens"),
    // Acronyms and digits.
    ("api", "apis"), ("covid19", "covid19s"), ("cpu", "cpus"), ("dvd", "dvds"), ("gpu", "gpus"), ("id", "ids"),
    ("kpi", "kpis"), ("oauth2", "oauth2s"), ("pdf", "pdfs"), ("sku", "skus"), ("tv", "tvs"), ("uri", "uris"),
    ("url", "urls"), ("uuid", "uuids"), ("vat", "vats"), ("vpn", "vpns"),
    // Only the last of several words.
    ("api_key", "api_keys"), ("children_book", "children_books"), ("news_item", "news_items"),
    ("order_status", "order_statuses"), ("person_address", "person_addresses"), ("phase_i", "phase_is"),
    ("user_project", "user_projects"),
];

/// Nouns with one form.
#[rustfmt::skip]
const UNCOUNTABLE: &[&str] = &[
    "aircraft", "arthritis", "cash", "chaos", "chassis", "cms", "company_news", "css", "deer", "dns", "equipment",
    "evidence", "feedback", "firmware", "fish", "furniture", "gps", "hardware", "headquarters", "https",
    "information", "jeans", "knowledge", "luggage", "malware", "mathematics", "means", "metadata", "middleware",
    "miniseries", "money", "moose", "music", "news", "physics", "police", "politics", "progress", "research", "rice",
    "scissors", "series", "sheep", "sms", "software", "species", "staff", "subspecies", "tennis", "tls", "traffic",
    "wifi",
];

#[test]
fn nouns_go_to_their_plural_and_back() {
    let wrong: Vec<_> = NOUNS
        .iter()
        .map(|&(one, many)| [one.to_owned(), plural(one), plural(many), singular(many), singular(one), many.to_owned()])
        .filter(|[one, of_one, of_many, back, own, many]| {
            of_one != many || of_many != many || back != one || own != one
        })
        .collect();
    assert_eq!(wrong, Vec::<[String; 6]>::new());
    assert!(NOUNS.len() + UNCOUNTABLE.len() > 300);
}

#[test]
fn a_noun_of_two_forms_names_one_or_many_but_not_both() {
    for &(one, many) in NOUNS {
        assert!(is_singular(one) && !is_plural(one), "{one}");
        assert!(is_plural(many) && !is_uncountable(many), "{many}");
        assert_eq!(is_singular(many), ["data", "media"].contains(&many), "{many}");
    }
}

#[test]
fn an_uncountable_noun_names_one_and_many() {
    for &noun in UNCOUNTABLE {
        assert_eq!((&*plural(noun), &*singular(noun)), (noun, noun));
        assert!(is_singular(noun) && is_plural(noun) && is_uncountable(noun), "{noun}");
    }
}

/// `data` goes back to `datum`, so `add_datum` is possible; as the name of a model or of one it is a singular too.
#[test]
fn data_and_media_name_many_and_one_but_have_a_singular() {
    for (noun, one) in [("data", "datum"), ("sensor_data", "sensor_datum"), ("media", "medium")] {
        assert_eq!(singular(noun), one);
        assert!(is_plural(noun), "{noun}");
        assert!(!is_uncountable(noun), "{noun}");
        assert!(is_singular(noun), "{noun}");
    }
}

#[test]
fn of_two_plurals_both_are_understood_and_of_two_singulars_one_comes_back() {
    for (one, other_plural) in [("index", "indices"), ("mosquito", "mosquitos"), ("virus", "viri")] {
        assert_eq!((&*singular(other_plural), &*plural(other_plural)), (one, other_plural));
        assert!(is_plural(other_plural), "{other_plural}");
    }
    for (one, many, back) in [
        ("axe", "axes", "axis"),
        ("base", "bases", "basis"),
        ("ellipse", "ellipses", "ellipsis"),
        ("leave", "leaves", "leaf"),
    ] {
        assert_eq!((&*plural(one), &*singular(many), &*singular(one)), (many, back, one));
    }
}

#[test]
fn aliases_that_are_no_nouns_can_name_one() {
    for alias in ["created_by", "assigned_to", "next", "previous", "parent", "boss", "primary_address", "x"] {
        assert!(is_singular(alias), "{alias}");
    }
}

#[test]
fn each_correction_is_needed() {
    let by_rules = |noun: &str, count| pluralizer::pluralize(noun, count, false);
    let right_by_rules =
        |one: &str, many: &str| [one, many].iter().all(|noun| by_rules(noun, 2) == many && by_rules(noun, 1) == one);
    let uncountable = corrections::UNCOUNTABLE.iter().map(|noun| (*noun, *noun));
    let words = corrections::WORDS.iter().copied().chain(uncountable);
    let needless: Vec<_> = words.filter(|(one, many)| right_by_rules(one, many)).collect();
    assert_eq!(needless, []);
}

#[test]
fn snake_keeps_acronyms_and_digits_together() {
    for (name, expected) in [
        ("User", "user"),
        ("UserProject", "user_project"),
        ("APIKey", "api_key"),
        ("HTTPRequest", "http_request"),
        ("UserID", "user_id"),
        ("MyAPIKey", "my_api_key"),
        ("Oauth2Token", "oauth2_token"),
        ("OAuth2Token", "o_auth2_token"),
        ("A1B", "a1b"),
        ("A1b", "a1b"),
        ("Sha256", "sha256"),
        ("SHA256Sum", "sha256_sum"),
        ("Http2", "http2"),
        ("X", "x"),
        ("user_project", "user_project"),
        ("User_Project", "user_project"),
        ("_Hidden", "hidden"),
        ("r#Type", "type"),
        ("r#match", "match"),
        ("ÜberGröße", "über_größe"),
        ("__", "__"),
    ] {
        assert_eq!(snake(name), expected, "{name}");
    }
}

#[test]
fn serialized_names_are_those_of_serde() {
    // Words end at underscores only, and letters outside of ASCII stay.
    let names = ["home_players", "line_2b", "_hidden", "old__one", "isOpen", "größe_über", "URL"];
    for (rule, expected) in [
        ("lowercase", names),
        ("snake_case", names),
        ("UPPERCASE", ["HOME_PLAYERS", "LINE_2B", "_HIDDEN", "OLD__ONE", "ISOPEN", "GRößE_üBER", "URL"]),
        ("SCREAMING_SNAKE_CASE", ["HOME_PLAYERS", "LINE_2B", "_HIDDEN", "OLD__ONE", "ISOPEN", "GRößE_üBER", "URL"]),
        ("PascalCase", ["HomePlayers", "Line2b", "Hidden", "OldOne", "IsOpen", "Größeüber", "URL"]),
        ("camelCase", ["homePlayers", "line2b", "hidden", "oldOne", "isOpen", "größeüber", "uRL"]),
        ("kebab-case", ["home-players", "line-2b", "-hidden", "old--one", "isOpen", "größe-über", "URL"]),
        ("SCREAMING-KEBAB-CASE", ["HOME-PLAYERS", "LINE-2B", "-HIDDEN", "OLD--ONE", "ISOPEN", "GRößE-üBER", "URL"]),
    ] {
        let found = names.map(|name| SerdeRule::of(rule).unwrap().apply(name));
        assert_eq!(found, expected, "{rule}");
    }
    assert_eq!(SerdeRule::of("camel"), None);
}

proptest! {
    #[test]
    fn forms_are_never_empty_and_keep_the_words_before_the_last(before in "([a-zé0-9]{0,6}_){0,3}", last in "[a-zé0-9]{1,12}") {
        let noun = format!("{before}{last}");
        for form in [plural(&noun), singular(&noun)] {
            let (kept, word) = divide(&form);
            prop_assert_eq!(kept, &before);
            prop_assert!(!word.is_empty(), "{} of {}", form, noun);
        }
    }

    #[test]
    fn a_snake_name_is_never_empty(name in "[A-Za-z_][A-Za-z0-9_]{0,12}") {
        prop_assert!(!snake(&name).is_empty());
        prop_assert!(!plural(&snake(&name)).is_empty());
    }
}
