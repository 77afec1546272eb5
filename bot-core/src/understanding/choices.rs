//! Facts that take one of a few values: where it hurts, how the foot takes
//! weight, the arch, the ankle, the ground, the shoes, the trend.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    clauses::{About, Clause, negates},
    text::{pattern, patterns},
};
use crate::facts::{AnkleRoll, ArchType, Fact, Footwear, Site, Terrain, Trend, Value, Walking};

/// Words for a value. `asked` are words that mean it only as a reply.
struct Row {
    value: Value,
    free: &'static str,
    asked: &'static str,
}

const fn row(value: Value, free: &'static str, asked: &'static str) -> Row {
    Row { value, free, asked }
}

const SITE: &[Row] = &[
    row(
        Value::Site(Site::CalfAndHeel),
        r"calf and (?:my )?(?:heel|achilles)(?: both)?(?: hurt\w*| ach\w+| pain| sore| are sore| are)|heel and (?:my )?(?:calf|lower leg)(?: both)?(?: hurt\w*| ach\w+| pain| sore| are sore| are)|from (?:my |the )?(?:calf|heel) (?:down |up )?(?:to|into) (?:my |the )?(?:heel|calf)",
        r"(?:calf and heel|heel and calf|calf too|wade und ferse)",
    ),
    row(
        Value::Site(Site::BackOfHeel),
        r"(?:back|rear) of (?:my |the |one |her |his |both |left |right )*(?:heel|heels|foot|ankle)|heels?(?: \w+)? (?:at|on|in|round|around) the (?:back|rear)|behind (?:my |the )?(?:heel|ankle)|(?:by|in|on|at|around|near|my|the|sore|left|right|heel and) (?:my |the |left |right |lower )*(?:achilles)(?: tendon| area)?|achilles (?:pain|ache|aches|aching|tendon\w*|is|area|hurts|insertion|really|has|feels|sore\w*|tender|stiff|swollen|been|trouble|problem|playing)|haglund\w*|where the achilles (?:joins|meets|attaches)|ferse hinten|hinten an der ferse|achillessehne|parte (?:de atras|trasera|posterior) del talon|talon de aquiles|tendon de aquiles|arriere du talon|tendon d'achille|parte de tras do calcanhar|tendao de aquiles",
        r"back|behind|the back|achilles|hinten|atras|derriere|arriere|atras",
    ),
    row(
        Value::Site(Site::InnerAnkle),
        r"(?:inner|inside)(?: of| side of)?(?: my| the)? ankle|ankle bone on the inside|medial malleolus|innenknochel|(?:cara|parte) interna del tobillo|interieur de la cheville|lado de dentro do tornozelo",
        r"inner ankle|ankle|inside",
    ),
    row(
        Value::Site(Site::CentreHeel),
        r"(?:middle|centre|center|dead centre|bang in the middle) of (?:my |the |both |left |right )*(?:heel|heels)(?: pad)?|heel pad|(?:middle|central) heel|mitte der ferse|centro del talon|(?:centre|milieu) du talon|meio do calcanhar",
        r"middle|centre|center|central|mitte|centro|milieu|meio|the pad",
    ),
    row(
        Value::Site(Site::UnderHeel),
        r"(?:under|underneath|bottom of|base of|beneath|sole of|below)(?: of)? (?:my |the |one |her |his |both |left |right )*(?:heel|heels|foot at the heel)|under(?:side|neath) of (?:my |the |one |left |right )*heels?|(?:unter|unterhalb) der ferse|unter ferse|debajo del talon|planta del talon|sous le talon|debaixo do calcanhar|sola do calcanhar",
        r"under(?:neath)?|bottom|the bottom|sole|underside|beneath|unten|debajo|dessous|embaixo",
    ),
    row(
        Value::Site(Site::Arch),
        r"(?:pain|pop|tear|tore|hurts?|sore|ache|aches|stab\w*|sharp|burning|rip|ripped|felt)(?: \w+){0,3} (?:in|along|under|of|across) (?:my |the |left |right )*(?:arch|instep)|(?:my|the) (?:left |right )?(?:arch|instep) (?:hurts|is killing|pops?|popped|is sore|is painful)|fussgewolbe|(?:arco|puente) del pie|voute plantaire|arco do pe",
        r"arch|the arch|instep|middle of (?:my |the )?foot|arco|voute",
    ),
    row(
        Value::Site(Site::BothHeels),
        r"both (?:my |of my )?heels (?:hurt|ache|are (?:killing|painful|sore|hurting|agony)|kill|painful|have been)|(?:pain|ache|aching|soreness) in both (?:my )?heels|(?:hurts|sore) in both heels|beide fersen (?:schmerzen|tun)|(?:me duelen )?los dos talones|les deux talons|ambos os calcanhares|os dois calcanhares",
        r"both|both (?:of them|heels|feet|sides)|left and right|beide|los dos|les deux|os dois|ambos",
    ),
];

const WALKING: &[Row] = &[
    row(
        Value::Walking(Walking::Limping),
        r"(?:can't|couldn't|unable to) (?:really |even )?walk (?:to|far|more|round|around|very|any|for|properly|normally|right|straight|without|the)\w*|can (?:barely|hardly|only just|just about) (?:walk|put weight|stand)",
        r"can't walk (?:far|properly)",
    ),
    row(
        Value::Walking(Walking::No),
        r"(?:can't|cannot|couldn't|unable to|not able to|won't|impossible to|not been able to|refus\w+ to) (?:really |even |actually )?(?:walk|stand|bear|weight[- ]?bear|take weight|put (?:any |my |much |full |weight)*(?:weight|foot down|it down|my foot|pressure|it on|foot)|step|get (?:up|around|about|to the|down)|use it|use my foot|load|touch (?:it|the (?:floor|ground)))(?: (?:on|any|at all|with|it|weight|without|down))*|(?:no|zero|0|any) weight (?:on|at all|through)|(?:non|not|no)[- ]?weight[- ]?bearing|(?:hopping|hop|crutches|crawling|crawl|wheelchair|on one leg|one-legged)|can't (?:even )?(?:limp|hobble)|(?:kann|konnte) (?:\w+ ){0,3}nicht (?:auftreten|laufen|gehen|stehen|belasten)|kann nicht (?:mehr )?(?:auftreten|laufen|gehen)|no puedo (?:apoyar|andar|caminar|pisar)\w*|(?:peux|peut) (?:pas|plus) (?:marcher|poser|m'appuyer|appuyer)|nao (?:consigo|posso) (?:andar|apoiar|pisar|caminhar)",
        r"(?:no|nope|nah|not at all|can't|cannot|no way|not without (?:help|crutches|support|holding on)|no i can't|impossible|absolutely not|nein|non|nao|no chance|unable|couldn't|hell no|not (?:an inch|one step|a step)|emojino|only with (?:help|crutches|a stick|sticks)|with crutches|need (?:help|crutches|someone)|not (?:even )?one|nicht|gar nicht|pas du tout|para nada)",
    ),
    row(
        Value::Walking(Walking::Limping),
        r"limp\w*|hobbl\w*|hinke?\w*|humpel\w*|cojea\w*|cojeo|boit\w*|mancar|mancando|manco|coxea\w*|coxo|on (?:my )?tip ?toes only|walk(?:ing)? on (?:my |the )?(?:tip ?toes|toes|outside|side|ball)|(?:walk(?:ing)?|can walk) (?:funny|awkwardly|badly|carefully|gingerly|slowly|like a|with (?:a|difficulty|pain))|couldn't walk (?:to|far|more|round|the)|can't walk (?:far|properly|normally|more|for|without limping|without stopping|right|straight)|can (?:barely|hardly|only just|just about) (?:walk|put weight|stand)|(?:barely|hardly) (?:able to )?walk\w*|walk\w* (?:is|'s) (?:difficult|hard|painful|tough|a struggle)|struggl\w* to walk|can't walk normally|favou?ring (?:it|the|my)|painful to (?:walk|put weight)|hurts to (?:put weight|weight bear)",
        r"(?:with (?:difficulty|pain|a limp|effort|care)|barely|hardly|just(?: about)?|only just|sort of|kindof|slightly|a bit|with a (?:bit of )?limp|gingerly|carefully|slowly|in pain|it hurts|painful\w*|but it hurts|a little|un poco|un peu|um pouco|ein bisschen|con dificultad|mit schmerzen|avec difficulte|com dificuldade|on (?:my )?toes|on (?:my )?tip ?toes|tiptoe(?:ing)?|on the (?:outside|side|ball)\w*|struggle|struggling|partly|partially|half|some(?: weight)?|a few steps|short distances?|yes (?:but )?(?:with|barely|just|painful\w*|hurts|slowly|limp\w*|it hurts|only just|in pain)(?: \w+){0,3}|some of it|so so)",
    ),
    row(
        Value::Walking(Walking::Yes),
        r"walk(?:ing|s)?(?: is| are| feels?)?(?: on it)?(?: around)?(?: \w+)? (?:fine|ok|okay|normally|without (?:pain|a problem|any|limping)|no problem|easily|all right|alright|great|well|grand)|can (?:still )?walk(?: (?:on it|fine|ok|around|about|normally|easily|well|no problem|without))*|able to walk|can (?:still )?(?:bear|take|put)(?: full| my| all| any)* weight(?: on it)?(?: fine| ok)?|(?:no|without any|without) (?:problem|trouble|issue|pain|issues|problems) (?:with )?walking|weight[- ]?bearing (?:is )?(?:fine|ok|no problem)|fine to walk|(?:kann|konnte) (?:\w+ )?(?:normal )?(?:laufen|gehen|auftreten)|puedo (?:andar|caminar|apoyar)\w*|(?:peux|arrive a) marcher|(?:consigo|posso) (?:andar|apoiar|caminhar)|not limping|no limp|without (?:a )?limp(?:ing)?",
        r"(?:yes|yeah|yep|yup|fine|ok|okay|no (?:problem|probs?|bother|worries|issues?|trouble)s?|easily|normally|sure|y|ya|yh|of course|i can|ja|si|oui|sim|all good|good|all fine|yes i can|can do|totally|absolutely|no bother|yes no (?:problem|issue|worries|probs)s?|full weight|completely|emojiyes|can|normal|sin problema|ohne probleme?|sans probleme|sem problemas?|problemlos|claro)",
    ),
];

const ARCH: &[Row] = &[
    row(
        Value::ArchType(ArchType::Unknown),
        r"(?:don't know|no idea|not sure|unsure|no clue|never checked|can't tell)(?: \w+){0,3} (?:arch|arches)|arch(?:es)?[ ,:-]*(?:\?|don't know|no idea|unknown|not sure)",
        r"(?:unknown)",
    ),
    row(
        Value::ArchType(ArchType::Low),
        r"flat(?:[- ]|-?ish | as an? \w+ )*(?:feet|foot|footed|arch|arches)|(?:low|fallen|collapsed|dropped|collapsing|no|weak|lower)(?: or \w+)? (?:arch|arches)|arch(?:es)?(?: is| are| have| has|'ve| both| really| very| pretty| quite| totally| all)* (?:low|flat|fallen|collapsed|dropped|collapsing|gone|non-?existent)|(?:feet|foot)(?: is| are|'re)? (?:\w+ )?flat|pes planus|plattfusse?n?|plattfuss|senkfusse?|pies? planos?|pieds? plats?|pes? (?:planos?|chatos?)|duck feet|no arch to speak of|arcos? (?:bajos?|caidos?|baixos?)",
        r"(?:flat(?:tish|ter)?|low(?:ish|er)?|fallen|collapsed|dropped|none|no arch|pancake\w*|flat as \w+(?: \w+)?|niedrig|flach|platt|bajos?|planos?|bas|basse|plate?s?|baixos?|chatos?|non-?existent|wet footprint (?:is )?(?:full|whole)|overpronat\w*|very flat)",
    ),
    row(
        Value::ArchType(ArchType::High),
        r"high(?:ish|er)?[- ](?:arch|arches|arched|instep|insteps)|arch(?:es)?(?: is| are| really| very| pretty| quite| super| both|'re)* (?:high|sky high|massive|huge)|pes cavus|cavus|hohlfusse?|hohlfuss|pies? cavos?|arcos? (?:altos?|elevados)|pieds? creux|pes? cavos?",
        r"(?:(?:really |very |quite |super |pretty )?high(?:ish|er)?|hoch|hohe?|altos?|hauts?|haute|creux|cavos?|curved|sky high)",
    ),
    row(
        Value::ArchType(ArchType::Normal),
        r"(?:normal|neutral|average|medium|regular|ok|fine|standard)[- ]?(?:ish )?(?:arch|arches|footed)|arch(?:es)?(?: is| are| look| seem|'re| both| pretty)* (?:normal|neutral|average|medium|fine|ok|regular)|arcos? normal\w*|pies? normal\w*|pieds? normaux|normale fusse",
        r"(?:normal\w*|neutral|average|medium|regular|ordinary|in between|in-between|middle|middling|standard|fine|typical|nothing special|neither|neutre|neutro|ok|mittel|somewhere in the middle|not (?:high|flat|low) (?:or|nor) (?:low|flat|high)|neither (?:high|low|flat)? ?(?:n?or)? ?(?:high|low|flat)?)",
    ),
];

const ANKLE: &[Row] = &[
    row(
        Value::AnkleRoll(AnkleRoll::Outward),
        r"supinat\w*|under[- ]?pronat\w*|(?:ankles?|feet|foot|they|it|i)(?: \w+)?(?: \w+)? (?:roll|rolls|rolling|go|goes|lean|leans|turn|turns|tilt|tilts|tip|tips|fall|falls|collapse|collapses) (?:to the )?(?:out(?:wards?|side)?)|run on the outsides?(?: of my feet)?|roll(?:s|ing)? out(?:wards?)?|nach aussen|hacia (?:a)?fuera|vers l'exterieur|para fora|supinador",
        r"(?:out|outwards?|outside|outer|on the outside|to the outside|aussen|fuera|exterieur|dehors|fora)",
    ),
    row(
        Value::AnkleRoll(AnkleRoll::Inward),
        r"(?:over[- ]?)?pronat(?:e|es|ed|ing|or|ors|ion|ador|eur)\b|overpronat\w*|uberpronation|knickfuss\w*|(?:ankles?|feet|foot|they|it|i|arches|knees)(?: \w+)?(?: \w+)? (?:roll|rolls|rolling|go|goes|lean|leans|turn|turns|tilt|tilts|tip|tips|fall|falls|collapse|collapses|cave|caves) (?:to the )?(?:in(?:wards?|side)?)\b|roll(?:s|ing)? in(?:wards?)?\b|nach innen|hacia (?:a)?dentro|vers l'interieur|para dentro|caves? in",
        r"(?:in|inwards?|inside|inner|to the inside|collapse|innen|dentro|interieur|dedans)",
    ),
    row(
        Value::AnkleRoll(AnkleRoll::None),
        r"(?:ankles?|gait|pronation|feet|runner|foot strike)(?: is| are|'re| both| pretty| doesn't| don't)* (?:neutral|straight|roll (?:at all|either way|in or out))|neutral (?:gait|runner|pronat\w*|ankles?|foot strike|footstrike)|(?:don't|doesn't|never) (?:roll|pronate)",
        r"(?:(?:no|nope|nah|neither|none|neutral|straight|normal|nein|non|nao|not really|don't think so|neutro|neutre|nothing|fine|weder noch|keine?|emojino|ninguno|aucun|nenhum|stable|they don't|it doesn't|not at all|both fine|gerade)(?:[, ]+(?:no|neutral|straight|neither|none|normal|they don't|not really|it's neutral))*)",
    ),
];

const TERRAIN: &[Row] = &[
    row(
        Value::Terrain(Terrain::Mixed),
        r"mix(?:ed)? (?:of )?(?:terrain|surfaces?|everything|road|trail)|bit of everything|all sorts|all surfaces|(?:road|roads|trail|trails|track|grass|treadmill) and (?:road|roads|trail|trails|track|grass|treadmill)s?",
        r"(?:mix(?:ed|ture)?(?: of \w+(?: and \w+)?| bag| really)?|(?:a )?(?:bit|little) of (?:everything|both|each|all)|all(?: sorts| of (?:them|the above|it)| kinds)?|both|varied|varies|everything|various|anything|all over|half (?:and )?half|50/50|gemischt|alles|mixto|de todo|mixte|un peu de tout|misto|de tudo|depends(?: \w+)*|whatever)",
    ),
    row(
        Value::Terrain(Terrain::TrailRocky),
        r"(?:rocky|technical|muddy|forest|mountain|off[- ]?road|stony|rough|hilly) (?:trails?|paths?|ground|terrain|tracks?)|trails?\b|trail[- ]?run\w*|scree|fell[- ]?run\w*|fells\b|rocks|rocky|off[- ]?road|mountains?|moorland|gelande|waldwege?|trailrunning|(?:por (?:el )?)?monte|montana|senderos?|sentiers?|en foret|montagne|trilhas?|trilhos?",
        r"(?:fells?|forest|woods?|woodland|mud|muddy|hills?|hilly|gravel|dirt|paths?|stony|stones|rough|cross[- ]?country|xc|offroad|wald|bosque|foret|floresta|mountains?|uneven|bridleways?|towpath|canal path|terra|tierra)",
    ),
    row(
        Value::Terrain(Terrain::Treadmill),
        r"tread ?mills?|dread ?mills?|laufband|cinta(?: de correr)?|tapis(?: de course| roulant)?|esteira|passadeira",
        r"(?:gym|indoors?|machine|the mill|mill|belt|inside)",
    ),
    row(
        Value::Terrain(Terrain::Track),
        r"(?:athletics|running|tartan|400m|indoor|on the) track|track (?:on|session|sessions|work|workouts?|running|intervals)|tartanbahn|pista de atletismo|piste d'athletisme|pista de atletismo",
        r"(?:track|tartan|tartanbahn|bahn|pista|piste|oval|400m)",
    ),
    row(
        Value::Terrain(Terrain::Grass),
        r"(?:on|run on|running on|mostly|soft) (?:the )?grass|playing fields?|football pitch",
        r"(?:grass\w*|fields?|pitch|parks?|the park|lawn|turf|gras|wiese|rasen|hierba|cesped|herbe|pelouse|grama|relva|golf course)",
    ),
    row(
        Value::Terrain(Terrain::Road),
        r"(?:run|running|runs|ran|training|mostly|mainly|only|all|just|on|hard) (?:on )?(?:my |the |on )?(?:roads?|pavements?|tarmac|concrete|asphalt|sidewalks?)|road[- ]?run(?:s|ner|ning)|asphalt|por asfalto|sur (?:la )?route|bitume|na estrada|no asfalto|strasse",
        r"(?:roads?|pavements?|tarmac|concrete|asphalt|sidewalks?|streets?|city|town|strasse|teer|beton|carretera|asfalto|acera|calle|route|goudron|macadam|bitume|trottoir|estrada|rua|calcada|road rest|hard (?:ground|surfaces?)|bitumen|paved)",
    ),
];

const FOOTWEAR: &[Row] = &[
    row(
        Value::Footwear(Footwear::RecentlyChanged),
        r"(?:new|different|changed|switched|swapped|just bought|bought) (?:to |my |some |a |pair |of |running |in |minimalist |barefoot |carbon )*(?:shoes?|trainers|pair|runners|sneakers)|(?:changed|switched|swapped|went|moved|transition\w*) (?:\w+ )?to (?:\w+ )?(?:barefoot|minimalist|zero[- ]drop|carbon\w*)|(?:shoes?|trainers)(?: are| is)? (?:brand )?new|neue (?:lauf)?schuhe|zapatillas nuevas|nouvelles chaussures|(?:tenis|sapatilhas|sapatos) nov[ao]s",
        r"(?:new(?: ones?| pair)?|brand new|just changed|recently changed|changed|switched|just switched|neue?|nuevas?|nouvelles?|nov[ao]s?)",
    ),
    row(
        Value::Footwear(Footwear::WornOrUnsupportive),
        r"(?:worn|worn[- ]?out|old|knackered|dead|shot|battered|ancient|cheap|flat|unsupportive|thin|tired|minimalist|barefoot|zero[- ]drop|falling apart) (?:\w+ )?(?:shoes?|trainers|runners|sneakers|pumps|plimsolls)|(?:shoes?|trainers|runners|sneakers|pair)(?: are| is| have| have done| got| has| done|'ve| on| with| must be| over| about| probably| pretty| really| quite| a bit)* (?:worn(?: out| down)?|old|knackered|dead|shot|had it|falling apart|\d{3,4} ?(?:km|miles|k|mi)\b|flat|done|bald)|\d{3,4} ?(?:km|miles|k|mi) (?:on|in|old) (?:them|my|the|these)|flip ?-?flops|converse|vans|ballet flats|abgelaufene? schuhe|zapatillas (?:viejas|gastadas)|chaussures usees|(?:tenis|sapatilhas) (?:velh|gast)\w+|barefoot",
        r"(?:worn(?: out| down)?|old(?: ones?| pair)?|knackered|dead|shot|battered|ancient|flat|cheap|unsupportive|abgelaufen|alt|viejas?|gastadas?|usees?|vieilles?|velhos?|gastos?|sandals|sliders|slippers|pumps)",
    ),
    row(
        Value::Footwear(Footwear::Supportive),
        r"(?:supportive|stability|cushioned|good|decent|proper|motion control) (?:\w+ )?(?:shoes?|trainers|runners|sneakers)|(?:shoes?|trainers)(?: are| is| have)? (?:\w+ )?(?:supportive|fine|good|in good nick|ok|decent)|insoles|orthotics|gute schuhe|buenas zapatillas|bonnes chaussures",
        r"(?:supportive|good(?: ones?)?|fine|stability|cushioned|decent|proper(?: running shoes)?|running shoes|gute?|buenas?|bonnes|bons?|ok|okay|motion control|well cushioned|max(?:imal)? cushion\w*)",
    ),
];

const TREND: &[Row] = &[
    row(
        Value::Trend(Trend::Same),
        r"(?:no|not|isn't|hasn't|doesn't|never)(?: \w+){0,2}(?: been| got| getting| gotten| seem\w*)?(?: \w+)? (?:better|improv\w+|chang\w+|progress|shift\w*)|no (?:real )?(?:better|change|improvement|different|progress|worse)|not (?:improving|budging|shifting|going away|changed|worse|getting worse)|(?:about |much |pretty much |just |still |stays? |exactly )the same|(?:isn't|hasn't|won't|not) (?:going|gone|go|shift\w*|budg\w*|settl\w*)(?: away)?|(?:unchanged|unverandert|plateau\w*|stuck)|stayed the same|keine besserung|nicht besser|sin mejor\w+|no mejora|igual|pas mieux|pas d'amelioration|nao melhor\w+|sem melhor\w+",
        r"(?:same(?: as (?:before|ever|always))?|the same|similar|no change|unchanged|neither|not really|about the same|gleich|igual|lo mismo|pareil|la meme chose|a mesma coisa|mesmo|static|steady|stable|constant|no|nope|nothing|so so|up and down|comes and goes)",
    ),
    row(
        Value::Trend(Trend::Worse),
        r"(?:gets|getting|get|gotten|became|becoming|growing|is|it's|feels?) (?:\w+ )?(?:worse|more painful|sorer)|got(?:ten)? (?:much |a lot |steadily |progressively |slowly |gradually |even |way )?worse|worsen\w*|(?:progressively|steadily|slowly|gradually|way|much|day by day) worse|worse (?:every|each|by the|and worse|day by day|than (?:last|before|ever|yesterday))|going downhill|ramping up|deteriorat\w+|increasing(?:ly)?|wird (?:immer )?schlimmer|immer schlimmer|cada vez (?:peor|mas)|va a peor|empeora\w*|de pire en pire|s'aggrave|empire|cada vez pior|piora\w*",
        r"(?:(?:much |a lot |a bit |bit |way |slightly |getting |far )?worse(?:r|ning)?|schlimmer|schlechter|peor|pire|pior|worser|up|bad and getting worse|downhill|increasing)",
    ),
    row(
        Value::Trend(Trend::Better),
        r"(?:gets|getting|get|gotten|is|it's|got|feels?|feeling|bit|lot|much|slowly|slightly|definitely) (?:\w+ )?better|improv(?:ing|ed|es)\b|(?:eas(?:ing|ed) (?:off|up)|on the mend|settling|healing|calming down)|better than (?:last|before|yesterday|it was)|(?:wird|ist) (?:\w+ )?besser|mejor(?:ando|a)|s'ameliore|va mieux|melhor(?:ando|ou)",
        r"(?:(?:much |a lot |a bit |bit |way |slightly |getting |little |slowly |a little )?(?:better|improving|improved|easing|healing)|besser|mejor|mieux|melhor|on the mend|yes|down|less)",
    ),
];

struct Compiled {
    fact: Fact,
    rows: Vec<(Value, Regex, Regex)>,
}

static CHOICES: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    [
        (Fact::Site, SITE),
        (Fact::CanBearWeight, WALKING),
        (Fact::ArchType, ARCH),
        (Fact::AnkleRoll, ANKLE),
        (Fact::Terrain, TERRAIN),
        (Fact::Footwear, FOOTWEAR),
        (Fact::Trend, TREND),
    ]
    .into_iter()
    .map(|(fact, rows)| Compiled {
        fact,
        rows: rows
            .iter()
            .map(|row| {
                (
                    row.value,
                    pattern(&format!(r"\b(?:{})(?:\b|$)", row.free)),
                    pattern(&format!(r"\b(?:{})\b", row.asked)),
                )
            })
            .collect(),
    })
    .collect()
});

patterns! {
    /// Pain felt elsewhere than its cause, or a heel that is only pressed.
    NOT_A_PLACE = r"\b(?:squeez\w*|pinch\w*|thought it was|rub|stretch\w*|like my|roll\w* (?:a|the|under))\b";
    FEARED = r"\b(?:if i|what if|worried|should i|will i|might|going to|told me|says? (?:it|i))\b";
    WITHIN_A_RUN = r"\b(?:over the last (?:km|mile|k|few)|during (?:the|my) run|by the end|mid[- ]run|as the run)\b";
    NOT_TREND = r"\b(?:gets?|is|feels?) (?:better|worse) (?:after|with|when|once|if|by|in the|on|at|going|first|during|for)\b|\b(?:better|worse|worst) (?:in the mornings?|first thing|after|when|with|on|at night|uphill|downhill|once|going|barefoot|by)\b|\bget (?:any )?better soon\b|\bhope\b|\bwhen (?:will|does)\b|\bmake it (?:better|worse)\b|\bfeel(?:s|ing)? (?:much )?better (?:in|about|with)\b|\b(?:same|like) (?:as|thing|side|heel|foot|shoes?|pain|time|place|spot|day|as last)\b|\bit's better to\b";
    OWN_FEET = r"\b(?:no|not|don't have|haven't got|without|never had)\b";
    HARDLY_ANY = r"\b(?:mostly|mainly|usually|generally|largely|primarily|nearly all|almost all|90%|80%|majority|meistens|hauptsachlich|principalmente|surtout|sobre todo)\b";
}

/// What the text says unasked.
pub(super) fn read(clauses: &[Clause<'_>]) -> Vec<(Fact, Value)> {
    let mut heard = Vec::new();
    for clause in clauses.iter().filter(|clause| clause.about == About::Patient) {
        let text = clause.text;
        for choice in CHOICES.iter() {
            for (value, free, _) in &choice.rows {
                let Some(found) = free.find(text) else { continue };
                if FEARED.is_match(&text[..found.start()]) {
                    continue;
                }
                let skipped = match choice.fact {
                    Fact::Site => NOT_A_PLACE.is_match(text) || negates(&text[..found.start()]),
                    Fact::Trend => {
                        NOT_TREND.is_match(text) && !text.contains("no better")
                            || WITHIN_A_RUN.is_match(text)
                    }
                    Fact::ArchType | Fact::AnkleRoll | Fact::Footwear => {
                        negates(&text[..found.start()])
                    }
                    Fact::CanBearWeight => {
                        *value == Value::Walking(Walking::Limping)
                            && OWN_FEET.is_match(&text[..found.start()])
                    }
                    Fact::Terrain => negates(&text[..found.start()]),
                    _ => false,
                };
                if !skipped {
                    heard.push((choice.fact, *value));
                    break;
                }
            }
        }
    }
    settle(heard)
}

/// One value a fact: the most limited walking, the ground if all agree, else the first.
fn settle(heard: Vec<(Fact, Value)>) -> Vec<(Fact, Value)> {
    let mut settled: Vec<(Fact, Value)> = Vec::new();
    for (fact, value) in heard {
        match settled.iter_mut().find(|(known, _)| *known == fact) {
            Some((_, known)) if fact == Fact::CanBearWeight => *known = (*known).max(value),
            Some((_, known)) if fact == Fact::Terrain && *known != value => {
                *known = Value::Terrain(Terrain::Mixed);
            }
            Some((_, known)) if fact == Fact::Trend && value == Value::Trend(Trend::Worse) => {
                *known = value
            }
            Some(_) => {}
            None => settled.push((fact, value)),
        }
    }
    settled
}

/// What a reply to a question for `fact` says, or `None` where it can't be told.
pub(super) fn reply(fact: Fact, text: &str) -> Option<Value> {
    let choice = CHOICES.iter().find(|choice| choice.fact == fact)?;
    if fact == Fact::Terrain {
        return ground(choice, text);
    }
    let said: Vec<_> = choice
        .rows
        .iter()
        .filter_map(|(value, free, asked)| {
            let found = free.find(text).or_else(|| asked.find(text))?;
            Some((found, *value, free.is_match(text)))
        })
        .filter(|(found, value, _)| {
            *value != Value::Walking(Walking::Limping) || !OWN_FEET.is_match(&text[..found.start()])
        })
        .collect();
    // Words that only ever mean this fact come before the short ones ("back", "no").
    let strong = said.iter().filter(|(_, _, free)| *free).collect::<Vec<_>>();
    let said: Vec<_> = if strong.is_empty() { said.iter().collect() } else { strong };
    match said.as_slice() {
        [] => None,
        [(found, value, _)] => {
            let short =
                matches!(fact, Fact::ArchType | Fact::AnkleRoll | Fact::Footwear | Fact::Site);
            let denied =
                short && negates(&text[..found.start()]) && !NEUTRAL.is_match(found.as_str());
            (!denied).then_some(*value)
        }
        [(_, first, _), ..] if fact == Fact::CanBearWeight => {
            Some(said.iter().map(|(_, value, _)| *value).filter(limits).max().unwrap_or(*first))
        }
        [(found, first, _), ..] => {
            // "not high or low, just normal"
            let kept: Vec<_> =
                said.iter().filter(|(found, _, _)| !negates(&text[..found.start()])).collect();
            match kept.as_slice() {
                [(_, only, _)] => Some(*only),
                _ if fact == Fact::Site || fact == Fact::Footwear => Some(*first),
                _ if found.start() == 0 && fact == Fact::Trend => Some(*first),
                _ => None,
            }
        }
    }
}

fn limits(value: &Value) -> bool {
    matches!(value, Value::Walking(_))
}

patterns! {
    NEUTRAL = r"^(?:no|nope|nah|none|neither|neutral|straight|normal|in between|middle|average|nein|non|nao|not really|arch|fine)|don't|doesn't|neither";
}

/// Several grounds are mixed, unless one is said to be the most of it.
fn ground(choice: &Compiled, text: &str) -> Option<Value> {
    let mut said: Vec<(usize, Value)> = choice
        .rows
        .iter()
        .filter_map(|(value, free, asked)| {
            let at = [free.find(text), asked.find(text)]
                .into_iter()
                .flatten()
                .map(|found| found.start())
                .min()?;
            (!negates(&text[..at])).then_some((at, *value))
        })
        .collect();
    said.sort();
    match said.as_slice() {
        [] => None,
        [(_, only)] => Some(*only),
        [(first_at, first), ..] => {
            let most = HARDLY_ANY.find(text).is_some_and(|most| {
                most.start() <= *first_at || said.iter().skip(1).all(|(at, _)| most.start() < *at)
            });
            Some(if most { *first } else { Value::Terrain(Terrain::Mixed) })
        }
    }
}

/// Values whose words are idioms to the signs: "fell running" is a ground.
pub(super) fn read_idiomatic(text: &str) -> Vec<(Fact, Value)> {
    let mut heard = Vec::new();
    if FELLS.is_match(text) {
        heard.push((Fact::Terrain, Value::Terrain(Terrain::TrailRocky)));
    }
    if FALLEN_ARCH.is_match(text)
        && !negates(FALLEN_ARCH.find(text).map_or("", |found| &text[..found.start()]))
    {
        heard.push((Fact::ArchType, Value::ArchType(ArchType::Low)));
    }
    heard
}

patterns! {
    FELLS = r"\bfell[- ]?(?:running|runner|runs?|race|races|racing)\b|\b(?:on|in|up|over) the fells\b";
    FALLEN_ARCH = r"\bfallen arch(?:es)?\b|\barch(?:es)?(?: have| has)? (?:fallen|dropped|collapsed)\b";
}
