//! The words for every yes/no sign, one row a fact, and what a text says of each.
//!
//! Words are matched inside one clause; whether they are denied, past, feared or
//! somebody else's is decided in `clauses`. Signs that need a situation ("pain
//! in the morning") are in `situations`.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    clauses::{self, Clause, Joined, Stance, Tense},
    text::{pattern, patterns},
};
use crate::facts::Fact;

/// One row: the words that name a sign, and the words that deny it by themselves.
struct Row {
    fact: Fact,
    tense: Tense,
    present: &'static [&'static str],
    absent: &'static [&'static str],
}

const ROWS: &[Row] = &[
    Row {
        fact: Fact::SwellingOrRedness,
        tense: Tense::State,
        present: &[
            r"swollen",
            r"swell(?:s|ing|ings)?(?: up)?",
            r"puff(?:y|ed|iness|s)(?: up)?",
            r"inflamed",
            r"reddish",
            r"red(?:ness)?(?: and)?",
            r"reddened",
            r"bruis(?:e|es|ed|ing)",
            r"black and blue",
            r"(?:like|as) a balloon",
            r"ballooned",
            r"size of an? (?:golf ball|egg|tennis ball|grapefruit|orange|melon|plum)",
            r"(?:like|as) an? (?:golf ball|egg|tennis ball|grapefruit|melon)",
            r"(?:open )?ulcers?(?: on)?",
            r"(?:open |infected )?(?:wound|cut|blister)s?(?: that)?(?: has| is|'s)?(?: gone)? (?:infected|weeping|oozing|not healing|won't heal|open)",
            r"(?:wound|cut|blister|sore|graze|crack|ulcer|scratch)s?(?: \w+){0,5} (?:won't|isn't|not|hasn't|doesn't|never) heal\w*",
            r"(?:wound|open sore|weeping sore|pus|oozing|weeping|gangrene|gangrenous)(?: on)?",
            r"sore on my (?:heel|foot|toe|sole)(?: that)?(?: has|'s)? (?:gone|won't|is|isn't|not)",
            r"(?:gone|turned|going|turning|looks?) black",
            r"black (?:skin|patch|spot|toe|heel|bit)",
            r"smells",
            r"(?:an)?geschwollen\w*",
            r"schwellung(?:en)?",
            r"(?:rot|gerotet|rotung|blauer fleck|bluterguss)(?: und)?",
            r"hinchad[oa]s?",
            r"hinchazon",
            r"inflamad[oa]s?",
            r"inflamacion",
            r"(?:roj[oa]s?|enrojecid[oa]|enrojecimiento|moraton|moretones?|moretón)",
            r"gonfle\w*",
            r"enfle\w*",
            r"gonflement",
            r"rouges?",
            r"rougeurs?",
            r"oedeme",
            r"inchad[oa]s?",
            r"inchaco",
            r"vermelh[oa]s?",
            r"vermelhidao",
            r"dick",
        ],
        absent: &[
            r"skin (?:is |looks |all )?(?:completely |perfectly )?(?:normal|fine|ok|clear)",
            r"nothing to see",
            r"no visible (?:change|difference|sign)s?",
        ],
    },
    Row {
        fact: Fact::HotSkin,
        tense: Tense::State,
        present: &[
            r"(?:hot|warm|warmth|heat)$",
            r"^(?:or |and |nor )?(?:hot|warm)(?:,| and| or) (?:swollen|red|puffy|shiny|sore|tender|bruised|inflamed)",
            r"(?:hot|warm)(?:er)?(?: to| when| if)?(?: the| i)? touch(?:ed)?(?: it)?",
            r"(?:skin|heel|heels|foot|feet|ankle|it|calf|leg|area|it's|achilles|they)(?: is| are| feels?| felt| looks?| has gone| gone| got| gets?|'s)?(?: \w+)?(?: \w+)?(?: and|,)? (?:hot|warm|boiling|roasting)(?:er)?",
            r"(?:hot|warm)(?:,| and) (?:red|swollen|shiny|puffy|sore|tender|painful|hard|throbbing)",
            r"(?:red|swollen|puffy|shiny|sore|tender|painful|throbbing)(?: and|,)?(?: it's)? (?:red|hot|warm|boiling)",
            r"(?:red|swollen)(?:,| and) (?:hot|warm)",
            r"feels? (?:really |very |quite |a bit |bit |so |slightly )?(?:hot|warm)",
            r"hot (?:skin|heel|foot|feet|ankle|spot to touch)",
            r"warm (?:skin|heel|foot|ankle)",
            r"radiating heat",
            r"giving off heat",
            r"heat (?:coming )?(?:from|off|in) (?:it|my|the)(?: heel| foot)?",
            r"(?:haut|ferse|fuss|knochel)(?: ist| fuhlt sich)? (?:sehr )?(?:heiss|warm)",
            r"(?:heiss|uberwarmt|uberwarmung)",
            r"(?:piel|talon|pie)(?: esta)? (?:muy )?caliente",
            r"caliente(?: al tacto)?",
            r"(?:peau|talon|pied)(?: est)? (?:tres )?chaude?",
            r"chaude?s? au toucher",
            r"(?:gonfle|rouge|enfle)e?s? et (?:\w+ )?chaude?s?",
            r"(?:pele|calcanhar|pe)(?: esta)? (?:muito )?quente",
            r"quentes?(?: ao toque)?",
        ],
        absent: &[],
    },
    Row {
        fact: Fact::Numbness,
        tense: Tense::State,
        present: &[
            r"numb(?:ness|ing|ed|ish)?(?: in| at)?",
            r"tingl(?:e|es|y|ing|ed)",
            r"pins (?:and|n|'n'|'n|en|in) needles",
            r"can't feel (?:my|the|half)(?: \w+)? (?:toes?|foot|heel|sole|feet)",
            r"(?:lost|losing|no|loss of|reduced|less) (?:any )?(?:feeling|sensation)(?: in)?",
            r"(?:gone|goes|going|feels?|feet|foot|heel|toes?|toe is|foot is|heel is) (?:completely |totally |all )?dead",
            r"(?:gone|goes|falls?|fell) to sleep",
            r"(?:foot|toes?) (?:is |are |keeps? )?(?:falling |falls )?asleep",
            r"burning(?: pain| feeling| sensation| sole| soles| feet| in| under)",
            r"(?:it|heel|foot|sole|feet)(?:'s| is| are)? burn(?:s|ing)(?: like)?",
            r"electric(?:al)? (?:shocks?|zaps?|feeling|pain)",
            r"zaps?",
            r"taub(?:heit)?(?:sgefuhl)?",
            r"kribbel(?:n|t|ig)",
            r"eingeschlafen",
            r"ameisenlaufen",
            r"entumecid[oa]s?",
            r"entumecimiento",
            r"hormigue[oa]s?",
            r"adormecid[oa]s?",
            r"adormecimiento",
            r"dormid[oa]",
            r"cosquilleo",
            r"engourdi\w*",
            r"fourmill\w+",
            r"fourmis",
            r"picotements?",
            r"dormen(?:te|cia)",
            r"formigamento",
            r"formigueiro",
            r"formiga",
        ],
        absent: &[
            r"(?:feeling|sensation)s?(?: is| are|'s)?(?: all| completely| totally)? (?:normal|fine|ok|intact|good|there)",
            r"normal (?:feeling|sensation)",
            r"can (?:still )?feel (?:everything|it fine|all)",
        ],
    },
    Row {
        fact: Fact::Fever,
        tense: Tense::State,
        present: &[
            r"fever(?:ish|s|y)?",
            r"(?:high |raised |running a |a bit of a |slight |got a |have a |had a )(?:temperature|temp)\b(?: of \d+(?:[.,]\d+)?)?",
            r"(?:temp|temperature)(?:$| or| and| since| all| last| for| yesterday)",
            r"shiver(?:ing|y|s)?",
            r"the shivers",
            r"chills",
            r"(?:night|cold|hot) sweats?",
            r"sweats(?: at night)?",
            r"hot and (?:shaky|shivery|cold|sweaty|clammy|cold sweats)",
            r"burning up",
            r"feel(?:ing)? (?:hot and|fluey|flu-?y|flu like|flu-like)",
            r"flu[- ]like",
            r"(?:i'm|i feel|feeling|feel) (?:really |very |so |all )?(?:hot|boiling)(?: all over| inside| and)?",
            r"hot all over",
            r"rigors?",
            r"fieber(?:haft|ig)?",
            r"schuttelfrost",
            r"fiebre",
            r"calentura",
            r"escalofrios",
            r"fievre",
            r"fievreu(?:x|se)",
            r"frissons?",
            r"febre",
            r"calafrios",
            r"febril",
        ],
        absent: &[
            r"(?:temperature|temp)(?: is| was|'s)?(?: \w+)? (?:normal|fine|ok)",
            r"normal (?:temperature|temp)",
        ],
    },
    Row {
        fact: Fact::CalfSwelling,
        tense: Tense::State,
        present: &[
            r"(?:calf|calves|lower leg|leg|shin)(?: is| are| has| gone| feels?| looks?|'s| all| been| muscle| got| have| seems?)*(?: (?:a bit|bit|really|very|so|quite|sore|painful|tender|tight|red|hot|warm|hard|also|too|slightly|massively|,|and))* (?:swollen|swelling|puffy|puffed|ballooned|swelled|bigger|fatter|huge|twice|double|like a balloon|up like)",
            r"(?:swollen|swelling|puffy|bigger|puffiness)(?: up)?(?: in| of| to| around| on)?(?: my| the| one| left| right)*(?: and \w+)? (?:calf|calves|lower leg|leg)",
            r"wade(?: ist| war)?(?: \w+)? (?:dick|geschwollen|angeschwollen)",
            r"geschwollene wade",
            r"pantorrilla(?: \w+){0,2} hinchada",
            r"gemelo(?: \w+){0,2} hinchado",
            r"mollet(?: \w+){0,2} (?:gonfle|enfle)",
            r"(?:panturrilha|barriga da perna)(?: \w+){0,2} inchada",
            r"pierna(?: \w+){0,2} hinchada",
            r"jambe(?: \w+){0,2} (?:gonflee|enflee)",
            r"perna(?: \w+){0,2} inchada",
            r"bein(?: \w+){0,2} (?:geschwollen|dick)",
        ],
        absent: &[],
    },
    Row {
        fact: Fact::BreathlessOrChestPain,
        tense: Tense::State,
        present: &[
            r"can't (?:really |hardly |even )?breathe?(?: properly| well)?",
            r"can (?:hardly|barely) breathe?",
            r"(?:hard|difficult|harder|struggling|trouble|difficulty|unable|painful|hurts|hurting) (?:to )?breath(?:e|ing)",
            r"(?:short|shortness|out) of breath",
            r"breathless(?:ness)?",
            r"(?:chest|heart) (?:pains?|tightness|tight|hurts|hurting|is tight|feels tight|ache|aches|is sore|is hurting|discomfort|pressure)",
            r"pains? in (?:my|the) chest",
            r"tight(?:ness)?(?: in)?(?: my| the)? chest",
            r"cough(?:ing|ed)?(?: up)? blood",
            r"gasping",
            r"sob\b",
            r"wheezing badly",
            r"puffed out (?:just )?(?:sitting|walking|climbing)",
            r"(?:krieg|bekomm)\w* (?:schlecht|kaum|keine) luft",
            r"keine luft",
            r"atemnot",
            r"kurzatmig\w*",
            r"brustschmerz\w*",
            r"schmerz\w* in der brust",
            r"no puedo respirar",
            r"(?:falta|falto) de aire",
            r"me ahogo",
            r"dolor (?:en el|de) pecho",
            r"me cuesta respirar",
            r"peux (?:pas|plus) respirer",
            r"essouffle\w*",
            r"du mal a respirer",
            r"(?:douleurs?|mal) (?:a|dans) la poitrine",
            r"nao consigo respirar",
            r"falta de ar",
            r"dor (?:no|de) peito",
        ],
        absent: &[
            r"(?:breathing|chest)(?: is|'s)? (?:fine|ok|normal|good)",
            r"can breathe (?:fine|ok|normally)",
        ],
    },
    Row {
        fact: Fact::BladderBowelOrSaddle,
        tense: Tense::State,
        present: &[
            r"incontinen(?:t|ce)",
            r"(?:wet|wetting|soiled|soiling|pissed|peed|shit) (?:myself|my pants|the bed)",
            r"can't (?:pee|wee|poo|urinate|control (?:my )?(?:bladder|bowels?|wee|pee|when i))(?: \w+)?",
            r"can't (?:feel|tell) when i (?:need to |have to )?(?:pee|wee|go|poo)",
            r"(?:trouble|difficulty|problems?|hard|struggling) (?:with )?(?:to )?(?:pee|peeing|wee|weeing|urinating|passing urine|bladder|bowels?|going to the (?:loo|toilet))",
            r"(?:lost|losing|no|loss of) (?:bladder|bowel|control (?:of|over) (?:my )?(?:bladder|bowels?|wee))(?: control)?",
            r"leaking (?:urine|wee|pee)",
            r"(?:numb\w*|tingl\w+|no feeling|can't feel(?: anything)?|feels? dead)(?: \w+){0,3} (?:between (?:my |the )?legs|saddle|groin|bum|buttocks?|genitals?|privates?|down below|down there|bottom|crotch|backside|arse|perineum|inner thighs?)",
            r"(?:groin|bum|saddle|genitals?|bottom|crotch|down below|privates?)(?: area)?(?: is| are| feels?| has gone| gone|'s)? (?:all |completely )?numb",
            r"saddle (?:numbness|anaesthesia|anesthesia)",
            r"inkontinen\w+",
            r"reithosen\w*",
            r"incontinencia",
            r"incontinente",
            r"no (?:puedo )?control\w* (?:la vejiga|el pis|los esfinteres)",
        ],
        absent: &[
            r"(?:bladder|bowels?|waterworks)(?: and \w+)?(?: is| are|'s)?(?: all)? (?:fine|ok|normal|good)",
            r"(?:peeing|weeing) (?:fine|ok|normally)",
        ],
    },
    Row {
        fact: Fact::Stiffness,
        tense: Tense::State,
        present: &[
            r"stiff(?:ness|er|ens|ened|ening|ish)?(?: as)?",
            r"seiz(?:es|ed|ing) up",
            r"steif(?:igkeit|heit)?",
            r"rigid(?:ez|o|a|ity)?",
            r"agarrotad[oa]",
            r"raide(?:ur|s)?",
            r"ankylos\w+",
            r"duro como",
            r"eingerostet",
            r"tight(?:ness)? (?:in (?:my |the )?(?:heel|sole|foot)|heel|sole|foot)",
            r"(?:heel|foot|sole|feet)(?: is| are| feels?| gets?)?(?: really| very| so)? tight",
        ],
        absent: &[],
    },
    Row {
        fact: Fact::AchingArches,
        tense: Tense::State,
        present: &[
            r"(?:arch|arches|instep|insteps)(?: of my (?:foot|feet))?(?: is| are| also| both| do| all| feels?| really|'s| of| get| gets| the)* (?:ach\w+|hurt\w*|sore|painful|throb\w*|burn\w*|tender|kill\w*|tired|cramp\w*|pain)",
            r"(?:aching|achy|sore|painful|tired|throbbing|hurting|burning|tender|cramping) (?:in )?(?:my |the |both |left |right |foot )*(?:arch|arches|instep|insteps)",
            r"(?:ache|aches|pain|pains|soreness|cramps?) (?:in|along|under|through|across|all along|down)(?: my| the| both| left| right| foot)* (?:arch|arches|instep|insteps)",
            r"arch (?:pain|ache)",
            r"(?:fusgewolbe|fussgewolbe)(?: \w+)? (?:schmerzt|tut weh)",
            r"schmerzen im fussgewolbe",
            r"dolor en (?:el|los) (?:arco|arcos|puente)",
            r"(?:douleur|mal) a la voute(?: plantaire)?",
            r"dor n[oa] arco(?: do pe)?",
        ],
        absent: &[r"arch(?:es)?(?: is| are|'s|feel)? (?:fine|ok|pain[- ]free|all right|alright)"],
    },
    Row {
        fact: Fact::CalfWeakness,
        tense: Tense::State,
        present: &[
            r"weak (?:left |right )?(?:calf|calves)(?: muscles?)?",
            r"(?:calf|calves|calf muscles?)(?: is| are| feels?| feel| seem| really|'s| has| gone| both| so| a bit| very| pretty)* weak\w*",
            r"(?:calf|calves) weakness",
            r"no strength in (?:my |the )?(?:calf|calves)",
            r"weakness in (?:my |the )?(?:calf|calves)",
            r"(?:schwache wade\w*|wade\w* (?:ist |sind )?schwach)",
            r"pantorrillas? debil\w*",
            r"mollets? faibles?",
            r"panturrilhas? frac\w+",
        ],
        absent: &[r"(?:strong calves|calves(?: are)? (?:strong|fine))"],
    },
    Row {
        fact: Fact::KneeOrHipInjury,
        tense: Tense::History,
        present: &[
            r"(?:dodgy|bad|sore|gammy|injured|old|knackered|crap|dicky|wonky|replaced|arthritic|painful|achy|aching|hurt|niggly|tight|weak|torn|busted|sprained|operated|problem(?:atic)?|new|stiff|iffy|buggered) (?:left |right |old )?(?:knees?|hips?|itb|it band|meniscus|glutes?)",
            r"(?:knees?|hips?|itb|it band|meniscus|acl|mcl|labral)(?: \w+)? (?:injur(?:y|ies|ed)|pain|problems?|issues?|trouble|replacement|op|operation|surgery|niggle|tear|arthritis|bursitis|impingement|twinge|grief|sprain)",
            r"(?:knee|hip)s?(?: is| are|'s| has| have| been| always)*(?: \w+)? (?:dodgy|bad|sore|gammy|injured|hurting|hurts?|painful|knackered|playing up|giving me|aching|shot|buggered|weak|iffy|stiff|gone)",
            r"(?:injured|hurt|tore|did|dislocated|twisted|replaced|broke|tweaked|strained|fractured) (?:my |the |a )?(?:left |right )?(?:knee|hip|acl|meniscus|mcl)",
            r"(?:trouble|problems?|issues?|pain|surgery|operation) (?:with|in|on)(?: my| the| one| left| right)* (?:knee|hip)s?",
            r"(?:runner's|runners) knee",
            r"(?:knie|huft)\w* ?(?:verletz\w+|schmerz\w+|probleme?)",
            r"(?:lesion|dolor|problemas?) (?:de|en la) (?:rodilla|cadera)",
            r"(?:blessure|douleur|mal|probleme) (?:au|a la|de) (?:genou|hanche)",
            r"(?:lesao|dor|problema) n[oa] (?:joelho|anca|quadril)",
        ],
        absent: &[
            r"(?:knees?(?: and hips?)?|hips?(?: and knees?)?)(?: is| are|'s)?(?: both| all)? (?:fine|ok|good|great)",
        ],
    },
    Row {
        fact: Fact::InjuryOrFall,
        tense: Tense::Onset,
        present: &[
            r"fell(?: over| down| off| from| on| onto)?",
            r"(?:had |after |took |since )(?:a |the |my )?(?:\w+ )?(?:fall|tumble|accident|crash|injury)",
            r"fallen(?: over| down| off)?",
            r"fall(?:s)?\b",
            r"tripped",
            r"slipped",
            r"twisted (?:it|my ankle|my foot|an ankle|ankle|the ankle)",
            r"(?:rolled|turned|sprained|went over on|gone over on|rolling) (?:it|my (?:left |right )?ankle|my foot|an ankle|ankle|the ankle|over my ankle)",
            r"sprain(?:ed)?",
            r"land(?:ed|ing) (?:\w+ )?(?:on|badly|awkwardly|hard|heavily|funny|wrong|flat)",
            r"(?:jumped|jumping) (?:off|down|from)",
            r"(?:car|bike|motorbike|cycling|road) (?:accident|crash)",
            r"(?:hit|knocked|run over|clipped) by (?:a |the )?(?:car|bike|van|bus|cyclist|bicycle)",
            r"(?:stepped|stepping|put my foot) in(?:to)? (?:a )?(?:pot)?holes?",
            r"(?:off|down) (?:a |the |some |\w+ )?(?:kerb|curb|ladder|wall|roof|stairs|steps|cliff|horse|bike)",
            r"(?:dropped|fell|landed) on (?:my|the) (?:foot|heel)",
            r"(?:hard|direct) (?:knock|blow|impact)",
            r"(?:trauma|injured (?:it|my (?:foot|heel|ankle))|an injury|injury)",
            r"(?:kicked|stamped|trod|trodden|tackled|stood on) (?:in|on|by) ",
            r"broke my (?:foot|heel|ankle)",
            r"(?:hin)?gefallen|gesturzt|sturz\b|umgeknickt|unfall|verletzung|verletzt",
            r"me (?:cai|torci|caigo)|caida|golpe|torcedura|accidente|lesion\b",
            r"(?:suis )?tombee?|chute|tordu|entorse|accident(?:e)?|blessure",
            r"cai\b|queda|torci|acidente|pancada|tropecei",
        ],
        absent: &[r"nothing happened"],
    },
    Row {
        fact: Fact::SuddenOnsetPop,
        tense: Tense::Onset,
        present: &[
            r"pop(?:s|ped|ping)?(?: sound| noise)?",
            r"snap(?:s|ped|ping)?(?: sound| noise)?",
            r"(?:heard|felt|loud|audible|sudden|a|big) (?:a )?(?:\w+ )?(?:crack|crunch|bang|tear|rip|twang|ping)(?:ing)?",
            r"(?:felt|felt like|like) (?:something|it|someone|somebody|a \w+)(?: had| has| just)? (?:tear|tore|go|gave|give|went|rip|ripped|snap|snapped|pop|popped|ping|pinged|kick(?:ed)?|hit|shot|threw|whipped|struck|stabbed|whacked|smacked|thwacked)(?: way)?",
            r"(?:tear|tore|tearing|torn)(?: \w+)? (?:in|something|my achilles|my calf|feeling|sensation|it)",
            r"something (?:went|gave|tore|ripped|snapped|popped|pinged)(?: way)?",
            r"(?:like|as if|as though|thought)(?: being| getting)?(?: i'd| i| i was)?(?: been| got| had been| was being| having been)? (?:kicked|shot|hit|whipped|struck)",
            r"(?:like|felt|as if|as though)(?: \w+){0,5} (?:kicked|shot|whipped|struck|whacked)",
            r"ruptur(?:e|ed|ing)",
            r"(?:ge)?knall(?:t)?",
            r"\bknacks(?:en)?|geknackst|gerissen|riss\b|peitschenhieb",
            r"crujido|chasquido|latigazo|pedrada|tiron|chasqueo|crack",
            r"craquement|claquement|craque|claque|coup de fouet",
            r"estal(?:o|ido|ou)|pedrada|chicotada|rasg(?:ou|ar)",
        ],
        absent: &[
            r"(?:came|come|coming|crept|built) (?:on |up )?(?:slowly|gradually|over (?:time|days|weeks))(?: \w+)?",
            r"gradual(?:ly)?(?: onset| build\w*)?",
            r"(?:bit by bit|slow build|crept up)",
            r"schleichend|langsam gekommen|poco a poco|petit a petit|aos poucos|progressivement",
        ],
    },
    Row {
        fact: Fact::Deformity,
        tense: Tense::State,
        present: &[
            r"deform(?:ed|ity)?",
            r"misshapen",
            r"wonky",
            r"crooked",
            r"(?:looks?|is|it's|bent|gone|sitting|at|in|has)(?: \w+)? (?:wonky|crooked|bent|out of (?:place|shape|line)|the wrong (?:way|shape|angle)|(?:an? )?(?:odd|weird|strange|funny|unnatural) (?:shape|angle|position)|at an angle)",
            r"(?:odd|weird|strange|funny|unnatural|different)[ -](?:shaped?|angle)",
            r"(?:changed|new) shape",
            r"(?:pointing|facing|turned) (?:the )?(?:wrong way|sideways|outwards?|inwards?|backwards?)",
            r"(?:bone )?(?:sticking|poking) (?:out|through)",
            r"dislocated",
            r"gap (?:in|where|above)(?: my| the)*(?: achilles| tendon| heel)?",
            r"verformt|fehlstellung|deformad[oa]|torcid[oa]|deforme\w*",
        ],
        absent: &[r"(?:normal shape|looks the same|same shape)"],
    },
    Row {
        fact: Fact::PaleColdFoot,
        tense: Tense::State,
        present: &[
            r"(?:foot|feet|toes?|heel)(?: is| are| has| have| gone| looks?| turned| going| feels?|'s| been| went| all| completely| both)* (?:really |very |quite |so |ice |stone |freezing |icy )?(?:pale|white|blue|purple|grey|gray|(?:stone|ice|icy) cold|ice-cold|cold and|cold, |freezing and)(?: (?:and )?(?:pale|white|blue|grey|gray|cold|numb|purple))?",
            r"(?:pale|white|blue|grey|gray|purple|cold)(?: and|,)? ?(?:pale|white|blue|grey|gray|cold|purple)? (?:foot|feet|toes?)",
            r"cold(?:,| and) (?:pale|white|blue|grey|gray)",
            r"(?:pale|white|blue|grey|gray)(?:,| and) (?:stone |ice )?cold",
            r"no (?:foot )?pulse",
            r"(?:fuss|zehen|zeh)(?: ist| sind)?(?: \w+)? (?:blass|weiss|blau|kalt und)",
            r"(?:pie|dedos)(?: esta| estan)? (?:frio y|palido|blanco|azul)\w*",
            r"pied(?: est)? (?:froid et|pale|blanc|bleu)",
            r"pe(?: esta)? (?:frio e|palido|branco|roxo)",
        ],
        absent: &[
            r"(?:normal|good|fine) colou?r",
            r"colou?r(?: is|'s)? (?:normal|fine|good)",
            r"warm and pink",
        ],
    },
];

/// Everyday phrases that hold a sign's word and mean something else.
const IDIOMS: &[&str] = &[
    r"fell[- ]?(?:running|runner|runners|race|racing|racer|shoes?|run|runs|walking|marathon|side|ultra)",
    r"fells",
    r"the fell\b",
    r"fell (?:in love|asleep|behind|into|out of (?:love|the habit)|off (?:the wagon|my plan|plan|with)|short|pregnant|ill|apart|to bits)",
    r"night ?fall",
    r"(?:in|this|last|next|the) (?:late |early )?fall (?:marathon|race|season|training|half)?",
    r"fall (?:marathon|race|season|training|apart|asleep|to pieces|off the wagon|half|short|behind)",
    r"(?:water|rain|snow)falls?",
    r"arch(?:es)?(?: have| has)? fallen",
    r"fallen arch(?:es)?",
    r"pop(?:ped|ping|s)? (?:out (?:for|to|on|at|before|after|quickly|with)|over|round|along|to (?:the|work|town|see)|down (?:to|the)|in to|into (?:town|work|the (?:gym|shops?|doctors?|gp|office|chemist|pharmacy))|some|an? (?:\w+ )?(?:ibuprofen|paracetamol|pill|tablet|painkiller|nurofen)|pills?|painkillers?|ibuprofen|paracetamol|nurofen|on (?:some|my shoes|the kettle))",
    r"pop (?:music|song|quiz|idol|corn)",
    r"popcorn",
    r"snap(?:ped)? (?:at|chat|out|back at|a (?:pic|photo|picture)|a few)",
    r"(?:in a|cold) snap",
    r"crack(?:ed)? (?:on|up|open|the|heels?|skin|sub|my pb)",
    r"kick(?:ed|s)? (?:off|out of|start|about|sled|the ball|my legs|myself|at the end|for home|to the line|finish)",
    r"back it snapped",
    r"feverish (?:about|with|over|for|excitement)(?: \w+){0,2}",
    r"(?:race|marathon|hay|cabin|spring|gold|running|parkrun|football|disco|jungle|dance)[- ]?(?:day )?fever",
    r"fever pitch",
    r"shiver(?:s|ed|ing)? (?:down my spine|at the thought|at the start|on the start)",
    r"chill(?:s|ed|ing)? (?:out|on the|run|pace|day|at home)",
    r"degrees? (?:outside|out|heat|today|day|in the shade)",
    r"(?:hot|warm|boiling) (?:weather|day|days|summer|bath|shower|tub|yoga|water|pack|drink|tea|chocolate|sauce|climate|country|conditions|outside|out|afternoon|evening|morning|race|run|up|ups|down|compress|milk|socks)",
    r"(?:heat|hot) ?wave",
    r"heat (?:pack|pad|rub|wrap|gel|treatment|index)",
    r"(?:in the|the) heat (?:of|wave)?",
    r"(?:it|it's|was|is) (?:so |really |very |too )?(?:hot|boiling|warm) (?:outside|out|today|here|in the gym|in here|for running|that day|this (?:week|month))",
    r"warm(?:ed|ing|s)?[ -]?(?:up|down|ups)\b(?: \w+)?",
    r"warm(?:s|ed)? up",
    r"once (?:it's |i'm |it is |i am |i've |it's |it )?warm(?:ed)?(?: up)?",
    r"warm it up",
    r"hot shot",
    r"hot ?spots? (?:from|in my (?:shoe|sock))",
    r"(?:legs?|quads|i'm|i was|feel|felt) (?:\w+ )?(?:are |were |feel |felt )?(?:totally |completely |so |absolutely |just )?dead(?: on my feet)?",
    r"dead (?:legs?|lift|lifts|lifting|tired|easy|slow|good|sure|right|flat|centre|center|line)",
    r"deadlifts?",
    r"brain dead",
    r"numb with (?:boredom|cold|fear)",
    r"numb (?:bum from|from the cold|hands?|fingers?)(?: \w+)?",
    r"(?:hands?|fingers?|face)(?: \w+)? (?:numb|tingl\w+|tingly)",
    r"mind[- ]numbing\w*",
    r"comfortably numb",
    r"numbing (?:cream|gel|spray)",
    r"(?:burn(?:ing|ed)?) (?:calories|energy|out|fat|rubber|desire|question|the candle)",
    r"feel the burn",
    r"burning (?:lungs|thighs|quads|legs|calves)",
    r"sun ?burn\w*",
    r"going to kill me",
    r"kill for",
    r"to die for",
    r"die(?:d|s)? (?:laughing|on (?:the|that) hill|of boredom)",
    r"dying to (?:run|race|get)",
    r"suicide (?:runs?|sprints?|drills?|reps?|hills?|squad)",
    r"(?:do|did|doing|running|ran|some|of) suicides",
    r"red (?:flags?|meat|wine|bull|light|lights|zone|shoes?|trainers|cross|lion|list|arrow|herring|tape|sea|track|carpet|face|faced|kite)",
    r"red (?:route|run|s\b)",
    r"in the red",
    r"(?:\w+ )?(?:shoes?|trainers|top|vest) (?:are|is) red",
    r"ego (?:is |was )?(?:bruised|swollen)",
    r"bruised (?:ego|pride)",
    r"(?:fingers?|hands?|face|eyes?)(?: \w+)? (?:red|puffy|swollen|bruised)",
    r"(?:black|blue) (?:toe ?nails?|toenail)",
    r"(?:fingers?|hands?|face|eye|eyes|gum|gums|tongue|gland|glands) (?:\w+ )?(?:is |are )?swollen",
    r"swollen (?:fingers?|hands?|face|glands?|gums?|eye|ego|tongue)",
    r"swell (?:guy|time|idea|day)",
    r"cold feet (?:about|before|over)",
    r"cold (?:bath|shower|water|weather|day|morning|plunge|turkey|start|outside|pack|compress|snap|war)s?",
    r"(?:got|had|have|caught) a cold",
    r"white (?:shoes?|trainers|lie|socks)",
    r"blue (?:shoes?|trainers|sky|light|bell)",
    r"out of the blue",
    r"feeling blue",
    r"once in a blue moon",
    r"breath(?:less|taking)? (?:of fresh air|excitement|taking view)",
    r"take my breath away",
    r"stiff (?:drink|upper lip|competition|breeze|climb|shoes?|soles?|shoe|trainers?|boots?)",
    r"bored stiff",
    r"scared stiff",
    r"wear and tear",
    r"tear(?:s|ing)? (?:up|it up|round|around|down|along) (?:the|a|that)?",
    r"in tears",
    r"tears (?:in|of|to)",
    r"sharp pop of",
    r"run over by a (?:bus|truck|train)",
    r"like (?:i've been |i was )?(?:hit|run over) by a (?:bus|truck|train|lorry)",
    r"hit (?:the|a) (?:wall|road|trail|trails|target|pb|gym|pace|treadmill|track|pavement|ground running)",
    r"(?:over|hit|for|at) (?:a |the )?rip(?:ping)? off",
    r"trip (?:to|away|abroad|next|last|was|in)",
    r"slip(?:ped)?[- ](?:on|ons|out|in|into|disc|disk|up|back)\b",
    r"slipped (?:disc|disk|my mind|out|into|back)",
    r"drop(?:ped)? (?:out|off|my pace|by)",
    r"(?:personal|new|pb) (?:best )?(?:smash|crash)",
    r"crash (?:diet|mat|course|landing|pad)",
    r"injury[- ]free",
    r"(?:fear of|worried about|scared of|prone to|risk of|avoid|avoiding|prevent|preventing|coming back from|back from|return from|old|previous|past|another|no history of) (?:(?:foot|ankle|heel|running|achilles|sports?|calf) )?injur(?:y|ies)",
    r"injury (?:prevention|prone|risk)",
    r"accidentally",
    r"by accident",
];

static IDIOM: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b(?:{})", IDIOMS.join("|"))));

/// The text with everyday phrases blanked, so that "fell running" is no fall.
pub(super) fn without_idioms(text: &str) -> String {
    let text = FEELS_BRUISED.replace_all(text, "sore");
    IDIOM.replace_all(&text, " ~ ").into_owned()
}

struct Compiled {
    fact: Fact,
    tense: Tense,
    present: Regex,
    absent: Option<Regex>,
}

static SIGNS: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let bounded = |words: &[&str]| pattern(&format!(r"\b(?:{})\b", words.join("|")));
    ROWS.iter()
        .map(|row| Compiled {
            fact: row.fact,
            tense: row.tense,
            present: bounded(row.present),
            absent: (!row.absent.is_empty()).then(|| bounded(row.absent)),
        })
        .collect()
});

patterns! {
    ALONE = r"^\D{0,20}?(\d{2,3}(?:[.,]\d+)?) ?(?:c|f|degrees?|deg|grad|grados|graus|celsius|fahrenheit)?\b[^0-9]{0,20}$";
    GUT_ULCER = r"\b(?:stomach|peptic|duodenal|gastric|gut|mouth|bleeding|had an?|history of) ulcers?\b";
    NOT_SKIN = r"\b(?:i'm|i feel|feeling|weather|room|bed|keep|keeps|kept|stay|once|the day|socks|some|apply|using|used|use|tried)\b";
    NORMAL_TEMPERATURE = r"\bnormal\b";
    NO_FALL = r"\bauf (?:jeden|keinen|alle) fall|\basleep\b|\bjump\w* (?:up )?(?:from|by|to) \d|\bfalls? (?:within|under|short)\b";
    /// A feeling and no colour of the skin.
    FEELS_BRUISED = r"\b(?:feels?|felt|feeling)(?: like)?(?: it's| it is| a| been| really| badly| bit| so| very| i)* bruis\w*|\bbruised feeling\b|\blike (?:a|i have a|i've got a|having a) (?:stone |deep )?bruise\b";
    LIKE_A_BLOW = r"\b(?:like|as if|as though|felt|thought)\b.*\b(?:kick\w*|hit|shot|whacked|whipped|struck)\b";
    IT = r"^(?:and |but |now )*(?:it's|it is|it|its|this|that's)\b";
    CALF = r"\b(?:calf|calves|lower leg|wade|pantorrilla|gemelo|mollet|panturrilha|(?:my|left|right|one|whole) leg)\b";
    FOOT = r"\b(?:heel|heels|foot|feet|ankle|toe|toes|sole|instep|achilles|ferse|fuss|talon|pie|pied|calcanhar)\b";
    KNEE_OR_HIP = r"\b(?:knee|knees|hip|hips)\b";
    TEMPERATURE = r"(?:\b(?:temp|temps|temperature|fever|fieber|fiebre|fievre|febre|thermometer)\b[^0-9]{0,20}\b)(\d{2,3}(?:[.,]\d+)?)(?: ?(?:c|f|degrees?|deg|grad|grados|graus|celsius|fahrenheit))?\b|\b(\d{2}[.,]\d) ?(?:c|degrees?|deg|grad|fever|temp|fieber)\b|\b(\d{2,3}) ?(?:degrees?|deg|grad)\b|\b(\d{2,3}) ?[fc]? (?:temp|temperature|fever)\b";
}

/// What the text says of each sign it names, in the order named.
pub(super) fn read(clauses: &[Clause<'_>]) -> Vec<(Fact, Stance)> {
    let mut heard = Vec::new();
    // A denied list that may go on over the next comma.
    let mut items = 0;
    for (at, clause) in clauses.iter().enumerate() {
        let found = in_clause(clause.text);
        let places: Vec<Range<usize>> = found.iter().map(|(_, range)| range.clone()).collect();
        let is_item = |clause: &Clause<'_>| {
            let places: Vec<_> =
                in_clause(clause.text).into_iter().map(|(_, place)| place).collect();
            !clauses::negates(clause.text) && clauses::is_bare_item(clause, &places)
        };
        if items > 0 && clause.joined == Joined::Comma && is_item(clause) {
            items += 1;
            let denied = clauses::list_ends_in_or(&clauses[at..], is_item)
                || items > 2
                || clauses
                    .get(at + 1)
                    .is_some_and(|next| next.joined == Joined::Comma && is_item(next));
            let stance = if denied { Stance::Absent } else { Stance::Doubtful };
            heard.extend(found.iter().map(|(sign, _)| (sign.fact, stance)));
            continue;
        }
        // "heard a pop in my calf, it's swollen now"
        let calf_meant = IT.is_match(clause.text)
            && at.checked_sub(1).is_some_and(|before| is_about_calf(clauses[before].text));
        for (sign, range) in &found {
            let stance = clauses::stance(clause, range, &places, sign.tense);
            heard.push((sign.fact, stance));
            if calf_meant && sign.fact == Fact::SwellingOrRedness {
                heard.push((Fact::CalfSwelling, stance));
            }
        }
        let denied = heard.last().is_some_and(|(_, stance)| *stance == Stance::Absent);
        items = usize::from(denied && !found.is_empty() && clauses::negates(clause.text));
        for sign in SIGNS.iter() {
            if sign.absent.as_ref().is_some_and(|absent| absent.is_match(clause.text))
                && clause.about == clauses::About::Patient
                && !clauses::negates(clause.text)
            {
                heard.push((sign.fact, Stance::Absent));
            }
        }
        if clause.about == clauses::About::Patient
            && let Some(stance) = temperature(clause.text)
        {
            heard.push((Fact::Fever, stance));
        }
    }
    heard
}

fn is_about_calf(text: &str) -> bool {
    CALF.is_match(text) && !FOOT.is_match(text)
}

fn in_clause(text: &str) -> Vec<(&'static Compiled, Range<usize>)> {
    let calf_only = is_about_calf(text);
    let saddle = SIGNS
        .iter()
        .any(|sign| sign.fact == Fact::BladderBowelOrSaddle && sign.present.is_match(text));
    let mut found = Vec::new();
    for sign in SIGNS.iter() {
        // A swollen calf is another sign than a swollen heel, a numb groin than a numb foot.
        let elsewhere = match sign.fact {
            Fact::SwellingOrRedness => calf_only || GUT_ULCER.is_match(text),
            Fact::Numbness => saddle,
            Fact::HotSkin => NOT_SKIN.is_match(text),
            Fact::Fever => NORMAL_TEMPERATURE.is_match(text),
            Fact::InjuryOrFall if NO_FALL.is_match(text) || LIKE_A_BLOW.is_match(text) => true,
            Fact::InjuryOrFall => KNEE_OR_HIP.is_match(text) && !FOOT.is_match(text),
            _ => false,
        };
        if !elsewhere {
            found.extend(sign.present.find_iter(text).map(|found| (sign, found.range())));
        }
    }
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// A measured temperature, in degrees Celsius or Fahrenheit.
///
/// From 38 C (100.4 F) it is a fever (NHS, High temperature in adults); just
/// below it is not told either way.
fn temperature(text: &str) -> Option<Stance> {
    let found = TEMPERATURE.captures(text)?;
    measured(found.iter().skip(1).flatten().next()?.as_str())
}

/// A reply to "have you got a fever?" that is a temperature.
pub(super) fn temperature_reply(text: &str) -> Option<Stance> {
    temperature(text).or_else(|| measured(&ALONE.captures(text)?[1]))
}

fn measured(degrees: &str) -> Option<Stance> {
    let degrees: f64 = degrees.replace(',', ".").parse().ok()?;
    let celsius = if degrees > 90.0 { (degrees - 32.0) / 1.8 } else { degrees };
    if !(34.0..=43.0).contains(&celsius) {
        return None;
    }
    Some(if celsius >= 37.99 {
        Stance::Present
    } else if celsius > 37.5 {
        Stance::Doubtful
    } else {
        Stance::Absent
    })
}
