//! Medicines and conditions that change the advice.
//!
//! Brand names stand here because people type them; the product never says one.
//! Which illness belongs to which group is the medicine label's and the cold
//! therapy leaflets' (see the facts' documentation).

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    clauses::{self, About, Clause, Stance, Tense},
    text::{pattern, patterns},
};
use crate::facts::Fact;

struct Row {
    facts: &'static [Fact],
    tense: Tense,
    words: &'static [&'static str],
}

const fn row(facts: &'static [Fact], tense: Tense, words: &'static [&'static str]) -> Row {
    Row { facts, tense, words }
}

const ROWS: &[Row] = &[
    row(
        &[Fact::Diabetes],
        Tense::History,
        &[
            r"(?:pre-?)?diabet(?:es|ics?|iker(?:in)?|ic[oa]?s?|ique)",
            r"type (?:1|2|one|two|i|ii)\b",
            r"t1d?\b|t2d?\b|t1dm|t2dm",
            r"insulin\w*",
            r"metformin\w*",
            r"gliclazide",
            r"zuckerkrank",
            r"diabete",
        ],
    ),
    row(
        &[Fact::Pregnant],
        Tense::State,
        &[
            r"pregnan(?:t|cy)",
            r"preggers|preggo|expecting(?: a baby)?",
            r"up the duff",
            r"in my (?:first|second|third|1st|2nd|3rd) trimester",
            r"trimester",
            r"schwanger(?:schaft)?",
            r"embarazad[ao]|embarazo",
            r"enceinte|grossesse",
            r"gr[a]?vid[ao]|gravidez",
        ],
    ),
    row(
        &[Fact::TakesAnticoagulant],
        Tense::State,
        &[
            r"blood[- ]?thin\w*",
            r"thinners",
            r"anti-?coag\w*",
            r"warfarin\w*|coumadin|marevan",
            r"apixaban|eliquis",
            r"rivaroxaban|xarelto",
            r"edoxaban|lixiana",
            r"dabigatran|pradaxa",
            r"heparin\w*|enoxaparin|clexane|dalteparin|fragmin|tinzaparin",
            r"clopidogrel|plavix",
            r"ticagrelor|prasugrel|dipyridamole",
            r"doacs?|noacs?",
            r"blutverdunn\w+|marcumar|gerinnungshemm\w+",
            r"anticoagul\w+|sintrom|acenocumarol|acenocoumarol",
            r"fluidificante\w*|previscan",
        ],
    ),
    row(
        &[Fact::NsaidContraindication],
        Tense::History,
        &[
            r"(?:stomach|peptic|duodenal|gastric|bleeding) ulcers?",
            r"(?:had|have|got|history of|previous|past|old|an?) ulcers?",
            r"ulcers?$",
            r"(?:gut|stomach|gi|gastric|intestinal|internal) bleed\w*",
            r"(?:magengeschwur|magenblutung|ulcera|ulcere|ulcera gastrica)",
            r"heart (?:disease|failure|attack|problems?|condition|trouble|bypass|stent|issues?)",
            r"angina|afib|atrial fibrillation|stents?\b|cardiac|cardiomyopathy|pacemaker",
            r"(?:kidney|renal|liver|hepatic) (?:disease|failure|problems?|trouble|impairment|issues?|transplant|function)",
            r"(?:bad|dodgy|1|weak|damaged) (?:kidneys?|liver)",
            r"ckd|cirrhosis|hepatitis|dialysis",
            r"(?:high|uncontrolled|raised) (?:blood pressure|bp)|hypertension|hypertensive",
            r"strokes?\b|tia\b|mini-?stroke",
            r"asthma(?:tic)?|asma|asthme|asthma",
            r"crohn'?s?|colitis|ibd\b|ulcerative",
            r"chicken ?pox|shingles",
            r"prednis\w+|steroids?|cortison\w*|hydrocortisone|dexamethasone|deltacortril",
            r"(?:allergic|allergy|allergies|intolerant|react|reaction|reacted|sensitive|hives|wheez\w*) (?:to )?(?:all |to )?(?:aspirin|ibuprofen|nsaids?|nurofen|naproxen|anti-?inflammator\w+|voltarol|diclofenac)",
            r"(?:aspirin|ibuprofen|nsaids?|nurofen|naproxen|anti-?inflammator\w+) (?:allergy|allergic|intoleran\w+|sensitiv\w+)",
            r"(?:aspirin|ibuprofen|nsaids?|naproxen|anti-?inflammator\w+) (?:makes? me|gives? me|sets? off|triggers?) (?:\w+ )?(?:wheez\w*|hives|asthma|rash\w*|swell\w*|bleed\w*)",
            r"(?:can't|cannot|not allowed(?: to)?|told not to|mustn't|shouldn't|not supposed to|advised not to|avoid) (?:take |have |to take |use )?(?:any )?(?:ibuprofen|nsaids?|anti-?inflammator\w+|aspirin|naproxen)",
            r"lithium|methotrexate|ciclosporin|tacrolimus",
            r"(?:daily|low[- ]dose|baby|regular|prescribed|75 ?mg|81 ?mg) (?:of )?aspirin|aspirin (?:daily|every ?day|each day|a day|once a day|75|81)",
            r"bluthochdruck|herzkrank\w*|nierenkrank\w*|schlaganfall|hipertension|hypertension arterielle|hipertensao|insuficiencia (?:renal|cardiaca)|insuffisance (?:renale|cardiaque)",
        ],
    ),
    row(
        &[Fact::IceCaution],
        Tense::History,
        &[
            r"raynaud\w*|reynaud\w*|raynards|raynoud\w*",
            r"cold (?:urticaria|allergy)|allerg\w+ to (?:the )?cold",
            r"(?:poor|bad|rubbish|terrible) circulation",
            r"peripheral (?:vascular|artery|arterial) disease|pvd\b|pad\b",
            r"chilblains?|frost ?(?:bite|nip)",
            r"(?:bad )?reaction to (?:ice|cold)|ice burns?",
            r"cryoglobulin\w*|sickle cell",
            r"heart (?:disease|failure|attack|condition|problems?)",
            r"neuropathy",
            r"broken skin|open sore|open wound",
            r"schlechte durchblutung|mala circulacion|mauvaise circulation|ma circulacao",
        ],
    ),
    row(
        &[Fact::RedS],
        Tense::History,
        &[
            r"relative energy deficiency",
            r"(?:lost|missed|missing|stopped|no|haven't had) (?:my |a |any |having )*periods?(?: for| in| since)?",
            r"periods?(?: have| has|'ve)? (?:stopped|gone|disappeared|vanished|irregular|dried up)",
            r"amenorrh\w+|hypothalamic",
            r"under-?(?:fuel|eat)\w*",
            r"eating disorder|anorexi\w+|bulimi\w+",
            r"not eating enough",
            r"(?:female athlete )?triad",
        ],
    ),
    row(
        &[Fact::Osteopenia],
        Tense::History,
        &[
            r"osteop(?:enia|enic|orosis|orotic|oros\w*)",
            r"(?:low|poor) bone (?:density|mass)",
            r"(?:thin|brittle|weak|soft) bones?",
            r"osteoporose|osteopenie",
        ],
    ),
    row(
        &[Fact::PreviousStressFracture],
        Tense::History,
        &[
            r"(?:had|previous|past|old|prior|history of|after|another|second|2nd|third|my last|last|since my|recovered from) (?:an? |the |my |\d+ |tibial |metatarsal |multiple |several |some )*stress (?:fractures?|fx|reaction)",
            r"stress (?:fractures?|fx|reaction)(?: \w+){0,6} (?:in (?:19|20)\d\d|before|last year|years? ago|months ago|ago|previously|in the past|as a|when i was)",
        ],
    ),
    row(
        &[Fact::Fluoroquinolone],
        Tense::History,
        &[r"cipro(?:floxacin\w*|xin)?|\w*floxacin\w*|quinolones?|levaquin|avelox"],
    ),
    row(
        &[Fact::Immunosuppressed],
        Tense::History,
        &[
            r"immun[eo][- ]?(?:suppress\w*|compromised|deficien\w*)|weak(?:ened)? immune|immune system",
            r"immunosup\w+",
            r"chemo\w*",
            r"methotrexate|azathioprine|ciclosporin|tacrolimus|mycophenolate|adalimumab|humira|infliximab|etanercept|rituximab|biologics?",
            r"(?:kidney|liver|heart|bone marrow|stem cell|organ) transplant|transplant",
            r"hiv\b|aids\b",
            r"no spleen|splenectomy|immunsupprim\w+|inmunosuprim\w+|inmunodeprim\w+|immunodeprim\w+|imunossuprim\w+|imunodeprim\w+",
        ],
    ),
    row(
        &[Fact::PreviousCancer],
        Tense::History,
        &[
            r"cancer|lymphoma|leuka?emia|melanoma|myeloma|sarcoma|carcinoma|tumou?r|mastectomy|in remission|metasta\w+|krebs|cancer de",
            r"oncolog\w+",
        ],
    ),
    row(
        &[Fact::WeightLoss],
        Tense::State,
        &[
            r"(?:lost|losing|lose|dropped|shed|dropping) (?:a lot of |loads of |lots of |some |so much |about |over |nearly |around |\d+(?:[.,]\d+)? ?(?:kg|kilos?|lbs?|pounds|stone|st) ?(?:of |in )?)+(?:weight)?",
            r"(?:lost|losing|dropped) (?:about |over |nearly |around )?(?:a|half a) (?:stone|kilo)",
            r"(?:lost|losing) weight",
            r"weight (?:loss|is falling|is dropping|has dropped|dropping off|falling off|keeps dropping)",
            r"gewichtsverlust|abgenommen|perdid[oa] (?:de )?peso|he perdido \w+ ?kilos?|perte de poids|perda de peso|perdi peso",
        ],
    ),
    row(
        &[Fact::Recurrent],
        Tense::State,
        &[
            r"(?:keeps?|kept|always|often) (?:on )?(?:coming back|returning|recurring|happening|flaring)",
            r"(?:has |it's |it has |it |is |'s |have |pain |just |always |then )(?:come|came|coming|comes) back(?: again)?",
            r"back (?:again|with a vengeance)",
            r"recur(?:s|ring|rent|red|rence)",
            r"(?:2nd|3rd|4th|5th|6th|second|third|fourth|fifth|umpteenth|nth) (?:time|bout|flare|episode|round|attack)",
            r"(?:had|have had|i've had) (?:this|it|the same(?: thing| pain| problem)?|same) (?:before|last|\d|a few|twice|several|two|three|years|loads)",
            r"same (?:thing|pain|problem|injury|old)(?: \w+)? again",
            r"(?:same|this) (?:thing|pain|problem|injury|heel)? ?(?:as )?(?:last (?:year|summer|winter|spring|autumn|season|time)|happened before|happened last)",
            r"happen(?:s|ed) (?:every|before|last)",
            r"flar(?:es|ed|ing)(?:[- ]up)?(?: every| again)?",
            r"every (?:year|marathon block|training block|summer|winter|spring)",
            r"again and again",
            r"(?:immer wieder|kommt immer wieder|wieder da)",
            r"ha vuelto|revient|voltou",
        ],
    ),
    row(
        &[Fact::CrisisDisclosure],
        Tense::State,
        &[
            r"(?:kill|killing|end|ending|top|hang|hanging|drown|shoot) (?:myself|my life|my own life|it all)",
            r"suicid(?:e|al|o|io|e)\w*",
            r"(?:don't|do not|dont) (?:want|wanna) to (?:live|be (?:here|alive|around)|exist|go on|wake up)(?: anymore)?",
            r"(?:want|wanna|wish|going|rather|ready|wanting) (?:to )?(?:i (?:was|were) )?(?:die|dead|be dead|disappear forever|end it)",
            r"self[- ]?harm\w*",
            r"(?:hurt|hurting|cut|cutting|harm|harming) (?:myself) (?:on purpose|deliberately|again|to cope|because)",
            r"(?:want|going|thinking|thoughts|urge|urges|feel like|thought|keep|been) (?:to |of |about |like )*(?:hurt|hurting|harm|harming|cut|cutting) myself",
            r"(?:no (?:point|reason)(?: \w+)? (?:in |to |of )?(?:living|live|going on|being alive|life|carrying on))",
            r"better off (?:dead|without me)",
            r"take my (?:own )?life",
            r"can't go on (?:anymore|living|like this|with life)",
            r"overdose on purpose|took (?:them|the lot|it) (?:all )?on purpose",
            r"(?:umbringen|nicht mehr leben|selbstmord|suizid\w*|mich toten|sterben will|will sterben)",
            r"(?:quiero morir\w*|matarme|suicidarme|no quiero vivir|quitarme la vida)",
            r"(?:me suicider|me tuer|envie de mourir|veux mourir|en finir|plus envie de vivre)",
            r"(?:quero morrer|me matar|nao quero (?:mais )?viver|tirar a (?:minha )?(?:propria )?vida)",
        ],
    ),
];

struct Compiled {
    facts: &'static [Fact],
    tense: Tense,
    words: Regex,
}

static CONDITIONS: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    ROWS.iter()
        .map(|row| Compiled {
            facts: row.facts,
            tense: row.tense,
            words: pattern(&format!(r"\b(?:{})\b", row.words.join("|"))),
        })
        .collect()
});

patterns! {
    NSAID = r"\b(?:ibuprofen\w*|ibuprofene|ibuprofeno|nurofen|advil|brufen|naproxen\w*|naproxeno|aleve|diclofenac\w*|voltarol|voltaren|nsaids?|anti-?inflammator\w+|aspirin\w*|ketoprofen|celecoxib|etoricoxib|ibus?)\b";
    DARK_STOOL = r"\b(?:poo+|poop\w*|stools?|shit|crap|bowel movements?|motions|number 2s|stuhl\w*|heces|caca|selles|fezes|coco)\b[^.!?]{0,30}\b(?:black|tar|tarry|dark as|like tar|schwarz|negr[oa]s?|noire?s?|pret[oa]s?)\b|\b(?:black|tarry|tar-like|schwarzer?|dark sticky)\b[^.!?]{0,12}\b(?:poo+|poop\w*|stools?|shit|crap|bowel movements?|stuhl\w*)\b|\b(?:heces|selles|fezes) (?:negras|noires|pretas)\b|\bmelaena\b|\b(?:vomit\w*|throwing up|threw up|puk\w+) (?:up )?blood\b|\bblood in (?:my )?(?:poo|stool|vomit)\b";
    OVERDOSE = r"\b(?:overdos\w*|od'?d|od on|uberdosis|sobredosis|surdose)\b|\b(?:took|taken|swallowed|had|necked|downed|ate|popped) (?:\w+ )?(?:too many|way too many|too much|a whole|the whole|a full|an entire|the entire|half a|the lot|a handful of|handfuls of|loads of|a load of)(?: \w+){0,4} ?(?:ibuprofen|nurofen|naproxen|nsaids?|tablets?|pills?|painkillers?|anti-?inflammator\w+|packet|pack|box|strip|bottle|blister|advil|brufen|diclofenac|aspirin)\b|\b(?:double|triple|twice|3x|three times|2x) the (?:\w+ )?(?:dose|max|maximum|limit|amount)\b|\b(?:more than|over|above|exceeded|past) the (?:\w+ )?(?:dose|max|maximum|limit|packet says|packet|daily)\b|\btoo many (?:ibuprofen|nurofen|naproxen|painkillers|anti-?inflammator\w+)\b";
    TABLETS = r"\b(\d{1,3})(?: ?x)? ?(?:of (?:the |my )?)?(?:\d{3} ?(?:mg)? ?)?(?:\w+ )?(?:ibuprofens?|nurofens?|naproxens?|tablets?|pills?|advil|brufen|diclofenac|aspirins?|ibus?)\b";
    MILLIGRAMS = r"\b(\d{4,5}) ?mg\b|\b(\d{1,2})(?: ?x) ?(\d{3}) ?mg\b|\b(\d{1,2}(?:\.\d)?) ?g(?:rams?)? of ibu";
    TOOK = r"\b(?:took|taken|taking|swallowed|had|necked|downed|popped|take|been having|ate)\b";
    ON_PURPOSE = r"\b(?:trying to lose|diet\w*|on purpose|deliberately|want to lose|need to lose|slimming|weight watchers|slimming world|intentional\w*|calorie deficit|lose weight|wegovy|ozempic|mounjaro|trying to)\b";
    STRESS_FRACTURE_DOUBT = r"\b(?:might|could|is it|maybe|possible|worried|scared|suspect|told it|stress thing|rule out|paranoid|googled)\b";
    RATHER_DIE = r"\b(?:rather|sooner) (?:die|be dead) than\b";
    POST_PARTUM = r"\b(?:after|post|since|was|just had|last|previous|during my|first|second) (?:\w+ )?(?:pregnancy|pregnant)\b";
    ON_NOTHING = r"\b(?:not (?:on|taking) (?:anything|any(?: \w+)?|meds|medication)|no (?:meds|medicines?|medications?|tablets|pills|drugs)(?: or \w+)?|(?:don't|do not) take (?:anything|any(?: \w+)?)|nothing(?: \w+)? (?:meds|medicines?|medication|prescribed)|on nothing|take nothing|taking nothing|i'm not on (?:anything|any\w*)|no regular (?:meds|medication\w*)|keine medikamente|ningun medicamento|no tomo nada|aucun medicament|rien comme medicament|nenhum (?:medicamento|remedio)|nao tomo nada|drug free|unmedicated|none prescribed)\b";
    HEALTHY = r"\b(?:fit and (?:healthy|well)|(?:otherwise |perfectly |totally |completely )?healthy|fit as a fiddle|no (?:other )?(?:conditions?|health (?:issues|problems|conditions)|medical (?:issues|problems|conditions|history))|gesund|sano|sana|saudavel|en bonne sante|no (?:meds|medication) or conditions)\b";
    /// Nothing but what stands in no leaflet as a reason against either.
    NO_MATTER = r"^\W*(?:(?:just|only|some|the|on|i|i'm|take|taking|my|a|an|and|or|daily|regular|now and then|now and again|sometimes|occasional(?:ly)?|every day|in spring|in summer)\b[ ,.!+&-]*)*(?:(?:(?:multi)?vitamins?(?: [a-d]\d*)?|vit [a-d]\d*|supplements?|magnesium|zinc|iron|creatine|protein|paracetamol|acetaminophen|tylenol|panadol|the pill|contracepti(?:on|ves?|ve pill)|birth control(?: pills?)?|mini-?pill|antihistamines?|hay ?fever (?:tablets?|pills?|meds)|cetirizine|loratadine|thyroxine|levothyroxine)\b[ ,.!+&-]*(?:(?:just|only|some|the|on|i|i'm|take|taking|my|a|an|and|or|daily|regular|now and then|now and again|sometimes|occasional(?:ly)?|every day|in spring|in summer)\b[ ,.!+&-]*)*)+$";
    GASTRO_ULCER = r"\b(?:foot|heel|skin|toe|leg|sole|diabetic|no) ulcers?\b|\bulcers? (?:on|under)\b";
}

/// What the text says of medicines and conditions.
pub(super) fn read(clauses: &[Clause<'_>], all: &str) -> Vec<(Fact, Stance)> {
    let mut heard = Vec::new();
    let mut list = false;
    for (at, clause) in clauses.iter().enumerate() {
        let text = clause.text;
        let found = named_in(text);
        let places: Vec<Range<usize>> = found.iter().map(|(_, place)| place.clone()).collect();
        let in_list = list
            && !clauses::negates(text)
            && clauses::is_bare_item(clause, &places)
            && clauses::list_ends_in_or(&clauses[at..], |item| {
                let places: Vec<_> =
                    named_in(item.text).into_iter().map(|(_, place)| place).collect();
                clauses::is_bare_item(item, &places)
            });
        let mut denied = false;
        for (row, place) in &found {
            if aside(row.facts[0], text, all) {
                continue;
            }
            let mut stance = clauses::stance(clause, place, &places, row.tense);
            if in_list {
                stance = Stance::Absent;
            }
            denied |= stance == Stance::Absent;
            // A family history is no history of the person's own.
            if clause.about == About::SomebodyElse {
                stance = Stance::Aside;
            }
            for fact in row.facts {
                heard.push((*fact, stance));
            }
        }
        list = denied || in_list;
    }
    if let Some(stance) = stools(clauses) {
        heard.push((Fact::BlackStoolsOnNsaid, stance));
    }
    if let Some(stance) = overdose(clauses, all) {
        heard.push((Fact::NsaidOverdose, stance));
    }
    heard
}

fn named_in(text: &str) -> Vec<(&'static Compiled, Range<usize>)> {
    CONDITIONS
        .iter()
        .flat_map(|row| row.words.find_iter(text).map(move |found| (row, found.range())))
        .collect()
}

fn aside(fact: Fact, text: &str, all: &str) -> bool {
    match fact {
        Fact::WeightLoss => ON_PURPOSE.is_match(all),
        Fact::PreviousStressFracture => STRESS_FRACTURE_DOUBT.is_match(text),
        Fact::CrisisDisclosure => RATHER_DIE.is_match(text),
        Fact::Pregnant => POST_PARTUM.is_match(text),
        Fact::NsaidContraindication => GASTRO_ULCER.is_match(text),
        _ => false,
    }
}

fn stools(clauses: &[Clause<'_>]) -> Option<Stance> {
    clauses.iter().find_map(|clause| {
        let place = DARK_STOOL.find(clause.text)?.range();
        Some(clauses::stance(clause, &place, std::slice::from_ref(&place), Tense::Onset))
    })
}

/// Tablets at once or in a day that no packet allows: more than 6 of 200 mg, or
/// 1,200 mg of ibuprofen (UK packet leaflet). Up to twice that is what a doctor
/// may prescribe, so it is asked about rather than assumed.
fn overdose(clauses: &[Clause<'_>], all: &str) -> Option<Stance> {
    clauses.iter().find_map(|clause| {
        let text = clause.text;
        if let Some(place) = OVERDOSE.find(text) {
            let place = place.range();
            return Some(clauses::stance(
                clause,
                &place,
                std::slice::from_ref(&place),
                Tense::Onset,
            ));
        }
        if clause.about == About::SomebodyElse || !NSAID.is_match(all) || !TOOK.is_match(all) {
            return None;
        }
        let milligrams = MILLIGRAMS.captures(text).and_then(|found| {
            let number = |at: usize| found.get(at).and_then(|n| n.as_str().parse::<f64>().ok());
            match (number(1), number(2), number(3), number(4)) {
                (Some(mg), ..) => Some(mg),
                (_, Some(count), Some(each), _) => Some(count * each),
                (.., Some(grams)) => Some(grams * 1000.0),
                _ => None,
            }
        });
        let tablets = TABLETS.captures(text).and_then(|found| found[1].parse::<f64>().ok());
        let dose = milligrams.or(tablets.map(|count| count * 200.0))?;
        if dose > 2_400.0 {
            Some(Stance::Present)
        } else if dose > 1_600.0 {
            Some(Stance::Doubtful)
        } else {
            None
        }
    })
}

/// The facts that a reply about medicines denies all at once.
pub(super) fn denied_together(text: &str) -> impl Iterator<Item = Fact> {
    let healthy = HEALTHY.is_match(text).then_some(Fact::Diabetes);
    let on_nothing =
        (ON_NOTHING.is_match(text) || NO_MATTER.is_match(text)).then_some(Fact::TakesAnticoagulant);
    let either = healthy.or(on_nothing).map(|_| Fact::NsaidContraindication);
    healthy.into_iter().chain(on_nothing).chain(either)
}
