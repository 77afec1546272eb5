//! Yes, no and the ways of not knowing, in five languages.
//!
//! What a whole reply says to a question that takes yes or no. Words that name
//! the sign itself ("no swelling") are not read here.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{patterns, whole};

/// What a reply says to a yes/no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Yes,
    /// Present, but said softly: "probably", "a bit".
    SoftYes,
    /// Absent, but said softly: "not really", "not any more".
    SoftNo,
    No,
    /// The person says they can't tell.
    DoesNotKnow,
    /// Both, or neither: only asking again helps.
    Torn,
}

/// Phrases by meaning. The first table that covers the reply decides, so the
/// longer and softer ones stand before the plain ones.
const PHRASES: &[(Reply, &[&str])] = &[
    (
        Reply::DoesNotKnow,
        &[
            // English
            r"(?:i )?(?:really |honestly |just )?(?:don't|didn't|wouldn't|couldn't) (?:really |actually )?(?:know|remember|recall|have a clue)(?: (?:really|if it does|tbh|yet))?",
            r"(?:i )?(?:haven't|got) (?:a clue|no clue|no idea)",
            r"no (?:idea|clue)",
            r"not a clue",
            r"clueless",
            r"(?:i'm )?(?:not|not too|not really|not entirely|not 100%) (?:sure|certain)(?: (?:really|about that|to be honest))?",
            r"unsure",
            r"uncertain",
            r"(?:it's )?(?:hard|difficult|tough|impossible) to (?:say|tell|know|judge)",
            r"can't (?:really )?(?:tell|say|remember)",
            r"couldn't (?:say|tell you)",
            r"how (?:would|do|should) i (?:know|tell|check)",
            r"who knows",
            r"beats me",
            r"search me",
            r"never (?:checked|noticed|thought about it|looked|paid attention)",
            r"haven't (?:checked|looked|noticed|tried)",
            r"maybe",
            r"perhaps",
            r"possibly",
            r"mebbe",
            r"might (?:do|be|have)",
            r"could (?:do|be)",
            r"(?:maybe|perhaps),? maybe not",
            r"50/50",
            r"\?+",
            r"emojidunno",
            r"unknown",
            r"don't know (?:really|tbh|yet)",
            r"n/?k",
            r"yes and no",
            r"yes no maybe",
            // Spanish
            r"no (?:lo )?se",
            r"ni idea",
            r"no estoy segur[oa]",
            r"quizas?",
            r"tal vez",
            r"puede(?: ser)?",
            r"a lo mejor",
            r"ni yo se",
            r"no sabria decir(?:te)?",
            r"no me acuerdo",
            // German
            r"keine ahnung",
            r"(?:ich )?(?:weiss|weis) (?:ich )?(?:es )?(?:gerade |leider )?nicht",
            r"(?:bin )?(?:mir )?nicht (?:ganz )?sicher",
            r"unsicher",
            r"vielleicht",
            r"kann (?:ich|sein)(?: nicht sagen)?",
            r"schwer zu sagen",
            r"k\.? ?a\.?",
            r"moglicherweise",
            // French
            r"(?:je )?(?:ne )?(?:sais|sait) pas(?: trop| vraiment)?",
            r"(?:j'en |j )?sais (?:pas|rien)",
            r"aucune idee",
            r"pas (?:sur|sure|certain)e?",
            r"peut[- ]etre",
            r"chais pas",
            r"chaipas",
            r"jsp",
            r"je ne suis pas sure?",
            r"difficile a dire",
            // Portuguese
            r"(?:eu )?nao (?:sei|faco ideia|tenho certeza)(?: dizer| bem)?",
            r"sei la",
            r"talvez",
            r"pode ser",
            r"nao me lembro",
            r"nem ideia",
        ],
    ),
    (
        Reply::Yes,
        &[
            r"(?:it )?(?:used to|did) but (?:not )?(?:worse|more) now",
            r"not (?:not|un)\w* ?\w*",
            r"no doubt(?: about it)?",
            r"without (?:a )?doubt",
            r"no question",
            r"not half",
            r"why not",
            // How often: a sign that comes and goes is there.
            r"(?:yes )?(?:but )?(?:only |just )?(?:sometimes|some times|occasionally|on occasion|every so often|every now and (?:then|again)|now and (?:then|again)|(?:it )?comes and goes|on and off|off and on|from time to time|at times|here and there|once in a while|some (?:days|mornings|of the time)|most (?:days|mornings|of the time|times|nights)|mostly|usually|often|a lot|frequently|intermittently|it varies|varies|always|all the time|constantly|every (?:single )?(?:day|morning|time|run|night|step|bloody day|damn day)|daily|without fail|24/7|(?:nearly|almost|pretty much) (?:always|every (?:day|morning|time)))",
            r"no,? (?:well|wait|actually|hang on),? (?:yes|yeah|sometimes|it does)",
            r"(?:left|right)(?: one| foot| heel| side| 1)? (?:yes|yeah|yep),? (?:but )?(?:the )?(?:left|right)(?: one| foot| heel| side| 1)? no",
            r"(?:left|right)(?: one| foot| heel| side)? no,? (?:but )?(?:the )?(?:left|right)(?: one| foot| heel| side)? (?:yes|yeah|yep)",
            r"(?:just|only|mainly|mostly|but only)?,? ?(?:the )?(?:left|right)(?: one| foot| heel| side)?(?: only| one)?",
            r"both(?: of them| feet| heels| sides)?",
            r"one (?:of them|foot|side)",
            r"(?:at )?weekends?",
            // Spanish
            r"a veces",
            r"de vez en cuando",
            r"algunas veces",
            r"siempre",
            r"todos los dias",
            r"todas las mananas",
            r"casi siempre",
            r"a menudo",
            r"por (?:la|las) mananas?",
            // German
            r"manchmal",
            r"ab und zu",
            r"gelegentlich",
            r"hin und wieder",
            r"immer",
            r"jeden (?:tag|morgen)",
            r"meistens",
            r"oft",
            r"haufig",
            r"immer wieder",
            r"ofters",
            // French
            r"parfois",
            r"quelquefois",
            r"de temps en temps",
            r"des fois",
            r"toujours",
            r"tous les (?:jours|matins)",
            r"souvent",
            r"la plupart du temps",
            r"ca arrive",
            // Portuguese
            r"as vezes",
            r"de vez em quando",
            r"sempre",
            r"todos os dias",
            r"todas as manhas",
            r"quase sempre",
            r"muitas vezes",
        ],
    ),
    (
        Reply::SoftNo,
        &[
            r"(?:nah |no,? |it'?s? )?(?:not|isn't|doesn't|don't) (?:really|particularly|especially|exactly|as such|too much|that much|very much|much|so much|usually|normally|often|very often|that often|overly|massively|quite)(?: tbh| no)?",
            r"(?:i )?(?:don't|dont|wouldn't|didn't) (?:think|believe|reckon|say) (?:so|it does|it is|i do|i have|i am|it has|that)",
            r"(?:i )?(?:think|guess|suppose|hope|imagine|doubt|reckon) (?:not|no|nope|it doesn't)",
            r"(?:i )?doubt it",
            r"(?:most )?(?:probably|prob|prolly|likely|maybe|perhaps|possibly|presumably) (?:not|no|nope|doesn't)",
            r"(?:highly )?unlikely",
            r"(?:hardly|barely|rarely|seldom|scarcely)(?: ever| at all)?",
            r"(?:it |i )?(?:used to|did|was|had)(?: do| be| have)?,? but (?:not|it doesn't|it isn't|it's not|no longer|it's gone|it's stopped|it stopped|doesn't|gone)(?: \w+){0,3}",
            r"(?:not|no|nope|doesn't|isn't|don't)(?: it)? (?:anymore|now|nowadays|these days|today|at the (?:moment|minute)|right now|atm|currently|lately|recently|yet|so far)",
            r"no longer",
            r"(?:it |i |they )?used to(?: do| be| have)?",
            r"not since(?: \w+){1,5}",
            r"(?:at first|initially|first|before|yesterday|earlier)(?: \w+){0,2} yes,? (?:but )?(?:now no|not now|not anymore|not today|no(?: today| longer)?)",
            r"(?:it's |it has )?(?:gone|stopped|passed|cleared|settled)(?: now| away| down)?",
            r"(?:previously|before|in the past|earlier|last \w+),? (?:yes,? )?(?:but )?(?:not|no)(?: now| anymore)?",
            r"not (?:always|every (?:day|time|morning))",
            r"not (?:so|too|that|very|terribly) (?:bad|much)",
            // Spanish
            r"no (?:mucho|realmente|tanto|demasiado|creo|exactamente)",
            r"creo que no",
            r"no,? creo que no",
            r"(?:me )?parece que no",
            r"la verdad (?:es )?que no",
            r"(?:ya|ahora) no",
            r"casi nunca",
            r"apenas",
            r"poco",
            r"probablemente no",
            r"mas bien no",
            r"no del todo",
            r"supongo que no",
            r"antes si,? (?:pero )?ahora no",
            // German
            r"(?:nein,? |ne,? )?eher (?:nicht|nein|weniger|selten)",
            r"nicht (?:wirklich|so|so richtig|besonders|unbedingt|richtig|direkt|mehr|sehr|so sehr|ganz)",
            r"(?:ich )?(?:glaub|glaube|denke?|wohl|vermutlich|wahrscheinlich) (?:eher )?(?:nicht|nein|kaum)",
            r"kaum",
            r"selten",
            r"wohl (?:kaum|nicht)",
            r"fruher (?:ja|schon),? (?:aber )?(?:jetzt )?nicht(?: mehr)?",
            r"jetzt nicht mehr",
            r"weniger",
            // French
            r"(?:non,? )?pas (?:vraiment|trop|tellement|specialement|tant que ca|beaucoup|forcement)",
            r"plutot (?:non|pas)",
            r"(?:je )?(?:ne )?(?:crois|pense) pas",
            r"je (?:crois|pense) que non",
            r"(?:sans doute|probablement) pas",
            r"plus maintenant",
            r"rarement",
            r"a peine",
            r"pas que je sache",
            // Portuguese
            r"nao (?:muito|realmente|tanto|mesmo muito|propriamente|exatamente|bem)",
            r"(?:eu )?acho que nao",
            r"(?:eu )?creio que nao",
            r"(?:mais ou menos )?nem por isso",
            r"nem tanto",
            r"ja nao",
            r"nao mais",
            r"agora nao",
            r"raramente",
            r"quase nunca",
            r"provavelmente nao",
            r"nem sempre",
        ],
    ),
    (
        Reply::SoftYes,
        &[
            r"(?:most )?(?:probably|prob|prolly|likely|presumably|apparently|supposedly)(?: (?:so|yes|yeah|it does|it is))?",
            r"(?:i )?(?:think|guess|suppose|believe|reckon|imagine|fear|would say|'?d say|feel like)(?: so| yes| yeah| yep| it does| it is| i do| i have| i am)?",
            r"(?:it )?depends(?: (?:on the day|on \w+|really|how \w+ \w+))?",
            r"(?:yes )?(?:just )?(?:a )?(?:little|wee|tiny|small|slight)? ?bit(?: (?:yes|yeah|sometimes|of (?:it|that)|now and then))?",
            r"(?:just )?(?:a )?(?:little|touch|slightly|somewhat|mildly|partly|partially|moderately|fairly|quite|a fair bit|quite a bit|vaguely)",
            r"(?:yes |yeah |yep )?kindof(?: (?:yes|yeah))?",
            r"-?ish",
            r"more or less",
            r"pretty much",
            r"(?:seems|looks|feels) (?:so|like it|that way)",
            r"so it seems",
            r"could well be",
            r"more yes than no",
            r"starting to",
            r"it's starting",
            r"half and half",
            // Spanish
            r"(?:si,? )?un (?:poco|poquito)",
            r"mas o menos",
            r"creo que si",
            r"(?:me )?parece que si",
            r"probablemente(?: si)?",
            r"supongo(?: que si)?",
            r"(?:eso )?depende",
            r"algo",
            r"mas bien si",
            r"pues si un poco",
            r"bastante",
            // German
            r"(?:ja,? )?(?:ein )?(?:bisschen|wenig)",
            r"(?:ja,? )?eher (?:schon|ja)",
            r"(?:ich )?(?:glaub|glaube|denke?) (?:schon|ja)",
            r"schon",
            r"wahrscheinlich(?: (?:schon|ja))?",
            r"vermutlich",
            r"wohl(?: schon)?",
            r"kommt drauf an",
            r"kommt darauf an",
            r"etwas",
            r"leicht",
            r"so halb",
            r"ziemlich",
            r"teilweise",
            // French
            r"(?:oui,? )?un (?:peu|petit peu)",
            r"plutot(?: oui)?",
            r"je (?:crois|pense)(?: (?:bien|que oui))?",
            r"probablement(?: oui)?",
            r"sans doute",
            r"(?:ca )?depend",
            r"plus ou moins",
            r"legerement",
            r"assez",
            // Portuguese
            r"(?:sim,? )?um (?:pouco|pouquinho|bocado|bocadinho)",
            r"mais ou menos",
            r"(?:eu )?acho que sim",
            r"creio que sim",
            r"provavelmente(?: sim)?",
            r"depende",
            r"ligeiramente",
            r"bastante",
            r"parece que sim",
        ],
    ),
    (
        Reply::No,
        &[
            // English
            r"(?:no+|nope+|nop|nah+|naw|na|nay|nae|nu|noo+|noes|n|nuh[- ]?uh|nuhuh|uh[- ]uh|unh[- ]unh|negative|negatory|neg|false|nowt|noway|nada|zilch|nix|nein|0|emojino)",
            r"no(?:pe)?(?:,? (?:no(?:pe)?|none|nah|never|not at all|nothing|sir|siree|way|chance|way jose|thanks?|thank you|thankfully|ta|ma'?am|mate|not really bad|not me|nada|luckily|fortunately|cheers|definitely not|absolutely not))+",
            r"(?:no,? |nope,? |nah,? )?(?:absolutely |definitely |certainly |obviously |of course |hell |heck |defo |deffo |nah |def |thankfully |luckily |probably definitely )(?:not?|nope|nah)",
            r"(?:no,? )?not? (?:in the (?:slightest|least)|at all|a (?:bit|jot|chance|thing|single one|sausage)|one bit|remotely|once|even slightly|ever|one|me|mine|for me|this time|any(?:thing)?)",
            r"(?:no,? |nope,? )?(?:not that )?(?:i'm|i|i've|we) ?(?:'ve )?(?:aware of|know of|can tell|noticed|seen|have noticed|remember|can see|can think of)",
            r"(?:no,? |nope,? )?not that i(?:'m|'ve)? ?(?:have |can |could )?(?:aware of|know(?: of)?|tell|noticed|seen|remember|see|think of|recall|felt)",
            r"not to my knowledge",
            r"(?:no,? )?never(?: (?:ever|have|had|has|does|did|happened|once|had (?:it|that|this)|felt (?:it|that)))?",
            r"(?:no,? )?(?:none|non|nothing|neither|nothing like that|none of (?:these|those|them|that|the above|it|this)|nothing (?:at all|to report|else|really)|not any of (?:these|those|them|it)|no to all(?: of (?:them|these|those))?|all no|all (?:fine|good|clear|ok)|no signs?(?: of (?:it|that|any of that))?)(?: (?:of (?:these|those|them|that|it|the above)|for me|here))?",
            r"(?:no,? |nope,? )?(?:it|that|they|mine|this) (?:doesn't|does not|isn't|is not|hasn't|didn't|wasn't|don't|aren't|never (?:does|did|has|is|was))(?: (?:at all|really bad|no|hurt then|do that))?",
            r"(?:no,? |nope,? )?(?:i|he|she|they|we) (?:don't|do not|haven't|have not|didn't|can't|couldn't|am not|'m not|doesn't|hasn't|wasn't|never (?:do|did|have|had))(?: (?:at all|no|have (?:it|that|any|one)|had (?:it|that|any)|say i (?:do|have)))?",
            r"(?:no,? )?i'm not",
            r"(?:doesn't|don't|haven't|hasn't|isn't|didn't|wasn't|aren't|ain't|can't)",
            r"can't say (?:i|it) (?:do|have|does|has)",
            r"as if",
            r"nothing of the sort",
            r"no such luck",
            r"free of (?:that|it)",
            r"none (?:so far|yet)",
            r"i wish",
            r"god no",
            r"oh no(?:,? not at all)?",
            r"all normal",
            r"(?:it's )?(?:completely |perfectly |totally |all )?(?:normal|fine|clear)",
            // Spanish
            r"que va",
            r"para nada",
            r"en absoluto",
            r"ninguno?a?(?: de (?:esos|esas|ellos|estos|estas))?",
            r"nunca",
            r"jamas",
            r"claro que no",
            r"por supuesto que no",
            r"no,? (?:para nada|gracias|nunca|ninguno|que va|en absoluto|nada|senor)",
            r"de ninguna manera",
            r"tampoco",
            r"nada(?: de (?:eso|nada))?",
            r"no,? no (?:tengo|me duele|siento)",
            r"no (?:tengo|me duele|es eso|lo tengo|siento)",
            r"ni hablar",
            // German
            r"nein+(?:,? (?:nein|gar nicht|danke|uberhaupt nicht|nie|nichts|nicht))?",
            r"ne+",
            r"nee+",
            r"no+e",
            r"nope nein",
            r"uberhaupt nicht",
            r"gar nicht",
            r"(?:nein,? )?(?:keine?s?|keinerlei|keine davon|nichts davon|nichts)",
            r"nie(?:mals)?",
            r"auf keinen fall",
            r"(?:nein,? )?(?:hab|habe) ich nicht",
            r"nicht",
            r"ganz und gar nicht",
            r"naa?",
            r"mitnichten",
            r"nicht dass ich wusste",
            r"quatsch",
            r"absolut nicht",
            r"natur?lich nicht",
            // French
            r"non+(?:,? (?:non|merci|pas du tout|jamais|rien|aucun))?",
            r"pas du tout",
            r"jamais",
            r"aucune?(?: (?:de ceux-ci|de ces signes|de ca))?",
            r"rien(?: (?:du tout|de tout ca))?",
            r"nan+",
            r"bah? non",
            r"absolument pas",
            r"surement pas",
            r"bien sur que non",
            r"que nenni",
            r"mais non",
            r"(?:ca|je|j'en) ?(?:ne |n')?(?:ai|fait|est) pas",
            r"pas moi",
            r"ni l'un ni l'autre",
            // Portuguese
            r"nao+(?:,? (?:nao|senhor|obrigad[oa]|nenhum[ao]?|nunca|de todo|tenho))?",
            r"nao (?:senhor|tenho|doi)",
            r"de (?:modo|jeito) (?:nenhum|algum)",
            r"nenhum[ao]?(?: (?:desses|dessas|deles|delas))?",
            r"nunca",
            r"nem pensar",
            r"claro que nao",
            r"de forma alguma",
            r"de todo nao",
            r"nada disso",
            r"que nada",
            r"num",
            r"n[aã]",
        ],
    ),
    (
        Reply::Yes,
        &[
            // English
            r"(?:y|ye|yes|yess|yeses|yesh|yea|yeah|yeh|yer|yah|ya|yar|yaa|yas|yass|yus|yuss|yis|yep|yepp|yeps|yip|yup|yupp|yuppers|yeppers|yarp|yh|yeh|aye|mhm+|mm|mmhm|mm[- ]?hmm?|uh[- ]?huh|uhuh|ja|affirmative|affirm|positive|true|correct|right|exactly|indeed|precisely|spot on|bingo|emojiyes|check|1|100|100%|💯|roger|hai|da|okay|ok|k|sure|si|oui|sim|certainly|absolutely|definitely|defo|deffo|defs?|defintely|definately|definetly|totally|completely|obviously|obvs|obv|clearly|undoubtedly|ofc|course|naturally|surely|always|deffinitely|very|massively|hugely|badly|loads|lots|plenty|agreed?|too true|both|tick)",
            r"(?:oh |ah |ugh |god |oh god |hell |heck |fuck |omg |omfg |ooh |bloody |damn |erm |hmm |sadly |unfortunately |afraid )?(?:yes|yeah|yep|yup|ya|aye|yea)(?:,? (?:yes|yeah|yep|yup|indeed|sir|siree|ma'?am|mate|please|definitely|absolutely|always|every (?:single )?(?:day|morning|time)|very (?:much|painful|sore|bad)|really bad(?:ly)?|very|bad(?:ly)?|it does|it is|i do|i have|i am|it has|it did|i did|there is|there was|they do|a lot|loads|all the time|most days|sometimes|big time|totally|that's (?:right|it|me)|of course|sure|exactly|sadly|unfortunately|i think so|kindof|a (?:little )?bit|afraid so|thats right|to all|all of (?:them|these|those)|both|no doubt|definately|bro|dude|boss|fam|pls|thanks?|thank you))+",
            r"(?:oh|ah|ugh|god|oh god|hell|heck|fuck|omg|ooh|bloody hell|damn|erm|sadly|unfortunately|100%|most definitely|very definitely) (?:yes|yeah|yep|yup|yea|aye|ja|si)",
            r"(?:yes|yeah|yep|yup|ya|aye|y|yea|yh),? (?:i|it|they|he|she|that|there) (?:do|does|did|is|are|have|has|was|am|can)(?: \w+){0,2}",
            r"(?:it|that|they|mine|he|she|i|there|this) (?:really |certainly |definitely |sure |bloody |absolutely |totally |defo |always |often |sometimes |usually )?(?:does|do|did|is|are|has|have|was|were|am|sure (?:does|is|do|has))(?: (?:indeed|yes|yeah|a bit|a little|sometimes|definitely|that|every (?:day|time|morning)))?",
            r"i'm",
            r"(?:it|that|there)'s (?:right|true|correct|it|me|the one)",
            r"sure (?:does|is|do|has|did|thing|am|have)",
            r"(?:bloody|damn|damned|too|dead|fuckin|fucking|quite) (?:right|true|sure|yes)(?: it does| it is| i do)?",
            r"you (?:bet|betcha|know it|guessed it|got it)",
            r"yo",
            r"(?:for|fo) (?:sure|real|definite)",
            r"very (?:much|much so|so|true|bad|badly|definitely)",
            r"(?:afraid|fraid|'fraid) (?:so|yes)",
            r"(?:sadly|unfortunately|regrettably)(?: so| it does| yes)?",
            r"of course",
            r"big time",
            r"without (?:a )?doubt",
            r"100 ?(?:%|percent|per cent)(?: (?:yes|yeah))?",
            r"most (?:definitely|certainly)",
            r"like (?:crazy|mad|hell|anything)",
            r"so much",
            r"that'?s (?:exactly )?(?:it|me|right|the one|mine)",
            r"exactly (?:that|this|so|like that|it)",
            r"that is (?:right|correct|true)",
            r"all of (?:them|these|those|the above)",
            r"(?:yes |yeah )?(?:to )?all(?: of (?:them|these|those|the above))?",
            r"(?:i )?(?:agree|accept|consent)",
            r"certainly (?:does|is|do)",
            r"god yes",
            r"ten four",
            r"how did you (?:know|guess)",
            r"tell me about it",
            r"every time",
            r"don't i (?:know|just)(?: it)?",
            r"you can say that again",
            r"(?:i )?(?:got|have|had) (?:it|that|one|them|those)(?: (?:too|all|yes))?",
            r"guilty",
            r"the (?:former|first)",
            r"(?:yes )?present",
            // Spanish
            r"s[iíy],? (?:claro|senor|mucho|siempre|todos los dias|por supuesto|bastante|un poco|la verdad|exacto|asi es|totalmente|tengo|me duele|a veces|si)",
            r"claro(?: que si)?",
            r"por supuesto",
            r"desde luego",
            r"asi es",
            r"exacto",
            r"correcto",
            r"efectivamente",
            r"sip",
            r"sep",
            r"vale",
            r"cierto",
            r"obvio",
            r"mucho",
            r"muchisimo",
            r"pues si",
            r"ya lo creo",
            r"totalmente",
            r"seguro",
            r"dale",
            r"de acuerdo",
            r"(?:me )?duele(?: (?:mucho|si))?",
            r"eso es",
            r"sin duda",
            // German
            r"ja+(?:,? (?:ja|klar|genau|sehr|leider|schon|immer|sicher|stark|stimmt|total|manchmal|jeden (?:tag|morgen)|definitiv|auf jeden fall|naturlich|ab und zu|doch|habe ich|oft))*",
            r"jo+",
            r"jap+",
            r"jup+",
            r"jawohl",
            r"jepp?",
            r"jau",
            r"joa",
            r"jop",
            r"klar(?: doch)?",
            r"na klar",
            r"genau",
            r"stimmt",
            r"naturlich",
            r"natuerlich",
            r"sicher",
            r"auf jeden(?: fall)?",
            r"definitiv",
            r"doch",
            r"und wie",
            r"leider(?: ja)?",
            r"absolut",
            r"freilich",
            r"logisch",
            r"richtig",
            r"eindeutig",
            r"sehr",
            r"ja doch",
            r"einverstanden",
            r"aber sicher",
            r"na ja",
            r"oh ja",
            r"total",
            r"stark",
            // French
            r"oui+(?:,? (?:oui|bien sur|tout a fait|toujours|exactement|souvent|beaucoup|parfois|tous les (?:jours|matins)|un peu|c'est ca|helas|carrement))?",
            r"ouais?",
            r"ouaip",
            r"ouep",
            r"mouais",
            r"bien sur(?: que oui)?",
            r"tout a fait",
            r"carrement",
            r"absolument",
            r"exactement",
            r"exact",
            r"evidemment",
            r"c'est (?:ca|vrai|exact|le cas|bien ca)",
            r"bah? (?:oui|ouais)",
            r"d'accord",
            r"ok oui",
            r"helas(?: oui)?",
            r"effectivement",
            r"en effet",
            r"grave",
            r"beaucoup",
            r"mais oui",
            r"vi",
            r"certainement",
            r"affirmatif",
            // Portuguese
            r"sim+(?:,? (?:sim|claro|muito|sempre|senhor|todos os dias|com certeza|as vezes|tenho|doi|infelizmente))?",
            r"com certeza",
            r"(?:e )?claro(?: que sim)?",
            r"isso(?: mesmo)?",
            r"e sim",
            r"pois(?: e| sim)?",
            r"certo",
            r"certeza",
            r"exato",
            r"exatamente",
            r"muito",
            r"infelizmente(?: sim)?",
            r"uhum",
            r"aham",
            r"ahan",
            r"(?:sim,? )?(?:tenho|doi)(?: sim| muito)?",
            r"bem isso",
            r"sempre",
            r"concordo",
            r"ss",
            r"s",
        ],
    ),
];

/// What may stand before or after the answer without changing it.
const BEFORE: &str = r"(?:(?:um+|uh+|uhm|erm?|hmm*|well|oh|ah|ooh|so|ok|okay|like|honestly|tbh|to be (?:honest|fair)|tbf|lol|ha(?:ha)+|ok so|okay so|i mean|actually|just|mate|bro|dude|good question|hi|hey|hello|hiya|sorry|ugh|god|pues|bueno|mira|hombre|hm|also|na|tja|naja|ehrlich gesagt|ben|bah|euh|alors|bon|ah|bem|olha|ah|answer is|i'd say|would say|i would say|the answer is|my answer is|i think|i guess|i suppose)[ ,.:!-]+)*";
const AFTER: &str = r"(?:[ ,.!:;-]*(?:lol|ha(?:ha)+|hehe|lmao|mate|bro|dude|fam|pal|bud|buddy|man|boss|doc|doctor|bot|love|tbh|tbf|to be (?:honest|fair)|honestly|thanks?|thank you|thankfully|ta|cheers|please|pls|innit|tho|though|though tbh|at all|really|actually|sadly|unfortunately|i'm afraid|afraid|i guess|i think|i suppose|i reckon|i'd say|i believe|right now|rn|atm|at the moment|xx?|senor|gracias|danke|leider|merci|helas|obrigad[oa]|emojiyes|emojino|emojidunno|still|now|sir|so far|luckily|fortunately|touch wood|thank god|thank goodness|100%|for sure|definitely|on (?:the|my) (?:left|right)|here|man))*[ .,!?):;*'~-]*";

static REPLIES: LazyLock<Vec<(Reply, Regex)>> = LazyLock::new(|| {
    let covering =
        |phrases: &[&str]| whole(&format!("[ .,!'*\"(-]*{BEFORE}(?:{}){AFTER}", phrases.join("|")));
    PHRASES.iter().map(|(reply, phrases)| (*reply, covering(phrases))).collect()
});

static STARTS: LazyLock<[(Reply, Regex); 3]> = LazyLock::new(|| {
    [
        // "yeah no" is a no, "no yeah" a yes.
        (
            Reply::No,
            whole(
                r"(?:yeah|yea|ya|yh|ja|oui|si|sim|well),? (?:no+|nah|nope|not really|nein|non|nao)[ .!]*(?:lol|haha|mate|tbh|not at all|thanks)?[ .!]*",
            ),
        ),
        (
            Reply::Yes,
            whole(
                r"(?:no+|nah|nope|nein),? (?:yeah|yea|yep|yup|definitely|for sure|totally|absolutely|it does)[ .!]*(?:lol|haha|mate|tbh)?[ .!]*",
            ),
        ),
        (
            Reply::Torn,
            whole(
                r"(?:yes|yeah)[, /]+(?:(?:but|or|well)[, ]+)?(?:also )?no|(?:no|nope)[, /]+(?:(?:but|and|or)[, ]+)?(?:also )?yes|jein",
            ),
        ),
    ]
});

/// Reads a reply that is an answer and nothing else.
pub(super) fn read(text: &str) -> Option<Reply> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    STARTS
        .iter()
        .chain(REPLIES.iter())
        .find(|(_, phrase)| phrase.is_match(text))
        .map(|(reply, _)| *reply)
}

/// The answer a longer reply opens with: "yes but only in the mornings".
///
/// "no" before a noun ("no swelling") is not an answer to what was asked, so
/// after a bare no only words are passed over that can't be such a noun.
pub(super) fn opening(text: &str) -> Option<Reply> {
    let text = text.trim();
    if let Some(found) = OPENING.captures(text)
        && let Some(reply) = read(found.get(1).map_or("", |part| part.as_str()))
    {
        return Some(reply);
    }
    if OPENS_WITH_YES.is_match(text) {
        return Some(Reply::Yes);
    }
    OPENS_WITH_NO.is_match(text).then_some(Reply::No)
}

/// Whether the text holds a word that denies something. "All good" and "no
/// worries" may be said of anything.
pub(super) fn denies(text: &str) -> bool {
    DENIAL.is_match(&CONTENTMENT.replace_all(text, " "))
}

patterns! {
    CONTENTMENT = r"\b(?:no (?:worries|worry|bother|sweat|stress|biggie|hurry|probs?|problemo?|issues?)|not (?:too |so |that )?bad|can't complain|never (?:better|mind)|kein(?:e)? (?:problem|sorge)|sin problemas?|pas de (?:souci|probleme)s?|sem problemas?)\b";
    DENIAL = r"\b(?:no+|nope+|nop|non+|nah+|naw|na|nay|nae|n|nuh|uh[- ]uh|none|not|nothing|nowt|neither|nor|never|without|zero|zilch|nix|nada|negative|neg|false|free of|emojino|x|[a-z]+n't|nein+|nee+|ne|noe|nicht|nichts|nie|niemals|kein\w*|ningun\w*|nunca|jamas|tampoco|aucune?s?|rien|pas|jamais|ni|nao|nenhum\w*|nem|sem|sin)\b";
    OPENING = r"^([^,.;:!?\n(]+?) *(?:[,.;:!?\n(]| - | but\b| though\b| although\b| except\b| aber\b| pero\b| mais\b| mas\b| because\b| as it\b)";
    OPENS_WITH_YES = r"^(?:oh |ah |well |um+ |hmm+ |erm )?(?:yes|yeah|yep|yup|yea|yeh|ya|yh|aye|y|definitely|absolutely|always|sometimes|ja|si|oui|ouais|sim|emojiyes) +(?:i|i'm|i've|it|it's|its|that|that's|they|my|the|this|there|when|but|only|just|after|before|for|in|on|at|every|most|since|especially|mostly|mainly|first|with|really|very|a|an|and|so|sometimes|usually|until|if|from|both|all|quite|pretty|about|like|hurts?|kills|painful|sore|lots|loads|bad|badly|worse|still|cuando|al|por|en|me|mucho|sobre|pero|wenn|beim|nach|vor|aber|immer|am|quand|le|la|au|apres|mais|surtout|ao|quando|de|mas|depois)\b";
    OPENS_WITH_NO = r"^(?:oh |ah |well |um+ |hmm+ |erm )?(?:no|nope|nah|nein|nee|emojino) +(?:i|i'm|i've|it|it's|its|that|that's|they|my|the|this|there|there's|but|only|just|not|thanks|thank|never|nothing|none|mine|all|fine|he|she|we|don't|doesn't|haven't|didn't|aber|nur|es|pero|solo)\b";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cross_is_neither_yes_nor_no() {
        // Some cross out what they don't have, some put a cross at what they have.
        assert_eq!(read("x"), None);
        assert_eq!(read("no x"), Some(Reply::No));
        assert_eq!(read("yes xx"), Some(Reply::Yes));
    }

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(REPLIES.len(), PHRASES.len());
        assert_eq!(STARTS.len(), 3);
    }
}
