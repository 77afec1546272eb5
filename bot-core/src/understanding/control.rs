//! Words that steer the conversation instead of answering it.
//!
//! A control word counts only where it is the whole message: "it hurts my lower
//! back" is not a wish to go back, "stop running helps" not one to stop.

use std::sync::LazyLock;

use regex::Regex;

use super::Action;
use super::text::whole;

const BEFORE: &str = r"(?:(?:please|pls|plz|ok|okay|hey|hi|hello|bot|heelbot|so|um+|hmm*|well|oops|whoops|sorry|wait|actually|no|oh|ah|now|and|but|hang on|can (?:i|you|we)|could (?:i|you|we)|i(?:'d| would) like (?:you )?to|i want (?:you )?to|i wanna|i need (?:you )?to|let'?s|let me|how (?:do|can) i|may i|i'd rather|would you|will you|would rather)[ ,.!:-]+)*[/!]?";
const AFTER: &str = r"(?:[ ,.!-]*(?:please|pls|plz|now|thanks|thank you|ta|mate|bot|lol|then|for now|this|it|that|emojiyes|a sec|x))*[ .,!?]*";

const PHRASES: &[(Action, &[&str])] = &[
    (
        Action::Delete,
        &[
            r"(?:delete|erase|remove|wipe|destroy|clear|forget|get rid of|scrub|purge|bin)(?: all| of| me| my| the| everything| data| details| info| information| answers| account| records?| history| about| you(?: have| know| hold| keep| stored| saved)?| on| this| stuff| it all| and| i said| i told you| health)*",
            r"forget (?:me|everything|about me|all of it|i was here|what i (?:said|told you))",
            r"(?:gdpr|right to be forgotten|right to erasure)(?: request| delete)?",
            r"(?:alles |meine daten )?(?:loschen|vergiss mich)|(?:borra|borrar|elimina|eliminar)(?: mis| todos| todo| los| datos)*|(?:supprime|supprimer|efface|effacer)(?: mes| tout| toutes| donnees)*|(?:apaga|apagar|excluir|elimina)(?: os| meus| tudo| dados)*",
        ],
    ),
    (
        Action::StopReminders,
        &[
            r"unsubscribe(?: me)?(?: from \w+)?",
            r"(?:stop|no|cancel|end|disable|kill|turn off|switch off|mute|quit|remove|delete)(?: more| all| the| my| any| sending| me| with| these| future| those)* (?:reminders?|notifications?|messages|alerts|nudges|pings?|messaging me|pinging me|bugging me|texting me|reminding me|nagging(?: me)?|notifying me)",
            r"(?:stop|quit) (?:reminding|messaging|pinging|bugging|texting|nagging|notifying|spamming)(?: me)?",
            r"(?:don't|do not) (?:remind|message|ping|text|notify|nag) me(?: again| anymore)?",
            r"opt[- ]?out",
            r"no more reminders",
            r"stop ?all",
            r"leave me alone",
            r"reminders off",
            r"keine erinnerungen mehr|no mas recordatorios|plus de rappels|sem lembretes|abmelden|abbestellen",
        ],
    ),
    (
        Action::Emergency,
        &[
            r"emergency",
            r"(?:it's |this is |i have )?an emergency",
            r"(?:i )?(?:call|ring|dial|need|get(?: me)?|send)(?: for| me)?(?: an?| the)? (?:ambulance|999|112|911|000|paramedics?)",
            r"999|112|911",
            r"ambulance",
            r"(?:help )?i(?:'m| think i'm)(?: going to| about to)? (?:dying|die|having a heart attack|having a stroke|collapse|pass(?:ing)? out)",
            r"notfall|notruf|emergencia|urgencias?|urgence|samu",
        ],
    ),
    (
        Action::Restart,
        &[
            r"re-?start(?: the)?(?: chat| questions?| interview| again| everything| conversation)*",
            r"start (?:over|again|afresh|from scratch|fresh|from the (?:beginning|start|top)|a new one|anew)(?: again)?",
            r"(?:begin|go) again",
            r"begin from the start",
            r"from the (?:top|beginning|start)",
            r"reset(?: everything)?",
            r"new (?:start|session|chat|check|assessment)",
            r"redo (?:it )?(?:all|everything)",
            r"neu(?:start| starten| anfangen)|von vorn(?:e)?|noch ?mal von vorn(?:e)?|empezar de nuevo|reiniciar|recommencer|recomecar|start",
        ],
    ),
    (
        Action::Back,
        &[
            r"(?:go |take me |step |move |get )?back(?: one| a (?:step|question|bit)| please| up| to the (?:last|previous) (?:question|one)| again)*",
            r"previous(?: question| one| step)?",
            r"prev",
            r"undo(?: that| it| last)*",
            r"(?:that(?:'s| is| was)|i (?:gave|put|typed|pressed|clicked|hit|tapped|chose|picked|said)) (?:a |the |an )?(?:wrong|mistake|typo|incorrect)(?: one| answer| button| thing| option)?",
            r"(?:wrong|incorrect)(?: answer| one| button| option| thing)?(?: sorry| oops)?",
            r"(?:my )?(?:mistake|bad|typo)",
            r"mis-?(?:click|typed?|press|tap)(?:ed)?",
            r"(?:change|edit|correct|fix|amend|redo|alter|modify)(?: my| the| that| last| previous| an| one)* (?:answers?|one|reply|response|that|question)",
            r"(?:i )?(?:meant|made|want) (?:a |to )?(?:mistake|something else|change (?:my|that|the last)(?: answer)?|correct that)",
            r"i didn't mean (?:that|to)",
            r"oops(?:ie)?",
            r"whoops",
            r"last question",
            r"(?:the |my )?(?:previous|last) (?:answer|one) (?:was|is) (?:wrong|incorrect|not right)",
            r"that(?:'s| is| was)? not (?:right|correct|what i (?:meant|said))",
            r"i meant \w+",
            r"zuruck|eine frage zuruck|atras|volver|retour|arriere|revenir|voltar|atras",
        ],
    ),
    (
        Action::Skip,
        &[
            r"skip(?: this| it| that| the| question| one| please| to| next)*",
            r"next(?: question| one| please)?",
            r"pass",
            r"(?:i )?(?:rather|would rather|prefer|d prefer|'d rather|'d prefer)? ?(?:to )?not (?:to )?(?:say|answer|tell)(?: that| this| you)?",
            r"(?:i )?prefer not (?:to)?(?: say| answer)?",
            r"(?:i )?don't (?:want|wish|wanna|care) to (?:say|answer|tell)(?: that| this)?",
            r"none of your (?:business|beeswax)",
            r"no comment",
            r"n/?a",
            r"not applicable",
            r"doesn't apply(?: to me)?",
            r"irrelevant",
            r"move on",
            r"weiter|uberspringen|nachste(?: frage)?|saltar|siguiente|omitir|passer|suivante?|pular|proxim[ao]",
        ],
    ),
    (
        Action::Why,
        &[
            r"why(?: do| are| would| is| should| does| you| ask| asking| need| want| to| know| that| this| it| me| matter| relevant| i| answer| tell)*",
            r"(?:what|how)(?:'s| is| has| does)? (?:that|this|it)(?: got)? (?:to do with|matter|relevant|relate\w*)(?: \w+){0,4}",
            r"what(?:'s| is| does)? (?:that|it|this)(?: got)? to do with (?:anything|it|my \w+|this)",
            r"what for",
            r"what do you need (?:that|this|it) for",
            r"(?:is|how is) (?:that|this) (?:relevant|important|necessary)",
            r"y tho",
            r"why tho(?:ugh)?",
            r"what'?s the point of (?:this|that)(?: question)?",
            r"how come",
            r"reason",
            r"warum(?: fragst du(?: das)?)?|wieso|por ?que(?: preguntas| lo preguntas| perguntas)?|pourquoi(?: cette question)?|para que",
        ],
    ),
    (
        Action::Explain,
        &[
            r"explain(?: that| this| it| the| question| more| again| please| to me| your| result| reasons?| reasoning| how| why| what| you| mean| means| got| there)*",
            r"what do (?:you|u) mean(?: by (?:that|this))?",
            r"what (?:does|is|do|did)(?: that| this| it| the| you)+ ?(?:mean|question|ask|asking)?(?: mean| exactly)?",
            r"what'?s (?:that|this|it)(?: mean)?",
            r"what is meant(?: by (?:that|this))?",
            r"(?:i )?(?:don't|didn't|do not) (?:understand|get (?:it|that|this|the question)|follow|know what (?:you|that|this) (?:mean|means|is|are asking))(?: the| this| that| it| question| you)*",
            r"(?:say|put|ask) (?:that|it|this) (?:again|differently|another way|in other words)",
            r"(?:not sure what|no idea what|unsure what) (?:you mean|that means|you're asking|this means)",
            r"come again",
            r"huh",
            r"wdym",
            r"what",
            r"eh",
            r"(?:tell me |give me )?more (?:detail|details|info|information)",
            r"rephrase",
            r"clarify",
            r"i'm confused|confused",
            r"repeat(?: that| the question)?",
            r"how did you (?:decide|work that out|get (?:that|there|to that))",
            r"erklar\w*(?: das| mir)?|was (?:heisst|bedeutet) das|wie bitte|verstehe (?:ich )?nicht|explica(?:r|me)?|que significa|no entiendo|explique\w*|expliquer|qu'est-ce que ca veut dire|je (?:ne )?comprends pas|nao entendi|o que significa",
        ],
    ),
    (
        Action::Resume,
        &[
            r"resume(?: chat| where i left off)?",
            r"continue(?: where (?:i|we) left off| on| from where i was)?",
            r"carry on",
            r"keep going",
            r"(?:go|move) on",
            r"pick up where (?:i|we) left off",
            r"where were we",
            r"let'?s go(?: on)?",
            r"i'm back",
            r"back again",
            r"unpause",
            r"proceed",
            r"ready(?: to continue)?",
            r"fortsetzen|weitermachen|continuar|continua|reprendre|continuer|retomar",
        ],
    ),
    (
        Action::Pause,
        &[
            r"pause(?: (?:all |my |the )*(?:reminders|chat|questions)| (?:for|until|till)(?: \w+){1,3})*",
            r"(?:hold on|hold|wait|brb|hang on|one (?:sec|second|moment|min|minute)|1 (?:sec|second|moment|min|minute)|gimme a (?:sec|minute|min|moment)|give me a (?:sec|second|minute|min|moment)|just a (?:sec|second|minute|min|moment)|back in (?:a bit|a sec|a minute|5|five|\d+ ?(?:mins?|minutes)?)|(?:later|not now|another time|come back later|finish (?:this )?later|do (?:this|it) later|remind me later|take a break|have a break|need a break|break)(?: please)?)(?: a (?:sec|minute|bit|moment|min))?",
            r"i(?:'ll| will) (?:come back|finish|do (?:it|this)|be back)(?: to (?:it|this))? ?(?:later|soon|tomorrow|in a bit)?",
            r"(?:spater|mas tarde|plus tard|mais tarde|moment mal|un momento|attends|um momento|espera|pausa)",
        ],
    ),
    (
        Action::Stop,
        &[
            r"stop(?: it| this| the chat| the questions?| asking| chat| now| here| all of this| talking| everything| please)*",
            r"quit",
            r"exit",
            r"end(?: chat| this| conversation| session| it here)*",
            r"cancel(?: this| it| chat)*",
            r"abort",
            r"(?:good)?bye+",
            r"leave",
            r"i'm (?:done|out|finished|off)",
            r"(?:that's|thats|that is) (?:enough|all|it)",
            r"enough(?: questions?| of this| now)*",
            r"no more(?: questions)?",
            r"(?:i )?give up",
            r"(?:i )?(?:don't|do not) want to (?:continue|do this|carry on|go on)(?: anymore)?",
            r"shut up",
            r"go away",
            r"f(?:uck)? ?off",
            r"stopp?|aufhoren|abbrechen|beenden|ende|schluss|para(?:r)?|basta|arrete\w*|arreter|quitter|parar|pare|sair|salir|terminar",
        ],
    ),
    (
        Action::Summary,
        &[
            r"(?:show |give |see |get |send |make |print |read |view )?(?:me )?(?:a |the |my )*(?:summary|recap|summari[sz]e|overview|report|answers|results?)(?: so far| for my (?:gp|physio|doctor)| for (?:the|a) (?:gp|physio|doctor)| of \w+(?: \w+)?| again| please| back)*",
            r"what (?:have i|did i|do you) (?:said|say|told you|answered|answer|know|have|tell you)(?: so far| about me| already)*",
            r"sum(?: it)? up",
            r"tl;?dr",
            r"zusammenfassung|resumen|resume s'il te plait|recapitulatif|resumo",
        ],
    ),
    (
        Action::Privacy,
        &[
            r"privacy(?: policy| notice| statement| info)*",
            r"(?:what|how|where|who|do|does|is|are|will)(?: \w+){0,6} (?:my )?(?:data|information|answers|info|details|messages)(?: \w+){0,5}",
            r"(?:is|are) (?:this|it|my \w+|these|you) (?:private|confidential|secure|safe|anonymous|encrypted|recorded|stored|saved|gdpr compliant)",
            r"who (?:can |will )?(?:sees?|read|reads?|gets?|has access|have access)(?: \w+){0,4}",
            r"do you (?:store|save|keep|share|sell|record|track|log)(?: \w+){0,5}",
            r"datenschutz|privacidad|confidentialite|vie privee|privacidade|gdpr",
            r"(?:where|how)(?: \w+)? (?:does|do|is|are) (?:this|it|that) (?:go|stored|saved|kept)",
        ],
    ),
    (
        Action::About,
        &[
            r"about(?: you| this| this bot| heelbot| the bot)*",
            r"(?:who|what) (?:are|r) (?:you|u)",
            r"what (?:is|'s) (?:this|heelbot|this bot|this thing)",
            r"what'?s this bot",
            r"who (?:made|built|wrote|created|runs|is behind|programmed|developed) (?:you|this|it)(?: bot)?",
            r"(?:are|r) (?:you|u) (?:a |an |really |actually |even )*(?:bot|robot|human|person|ai|real|doctor|physio|nurse|machine|qualified|gp|chatgpt|chatbot|real (?:person|doctor|human)|medical professional|clinician)(?: or \w+(?: \w+)?)?",
            r"is (?:this|there) (?:a |an )?(?:bot|real person|human|person|doctor|ai)(?: \w+){0,3}",
            r"am i (?:talking|speaking|chatting) to (?:a |an )?(?:\w+ )?(?:bot|robot|human|person|ai|doctor|machine)(?: or \w+(?: \w+)?)?",
            r"how (?:do|does) (?:you|this|it|heelbot) work",
            r"version",
            r"what (?:do|can) you do",
            r"wer bist du|quien eres|qui es[- ]tu|quem e voce|uber dich",
        ],
    ),
    (
        Action::Help,
        &[
            r"help(?: me)?(?: out)?(?: please)?",
            r"commands?",
            r"options?",
            r"menu",
            r"how (?:do i|does this|to|do you) (?:use|work)(?: this| it| the bot)*",
            r"what (?:can|do|should) i (?:do|say|type|ask|write|answer)(?: here| now)?",
            r"instructions?",
            r"(?:i'm )?(?:stuck|lost)",
            r"(?:i )?need help",
            r"assist(?:ance)?",
            r"usage",
            r"h",
            r"\?",
            r"hilfe|ayuda|aide|aidez[- ]moi|ajuda|socorro",
        ],
    ),
];

static ACTIONS: LazyLock<Vec<(Action, Regex)>> = LazyLock::new(|| {
    PHRASES
        .iter()
        .map(|(action, phrases)| {
            (*action, whole(&format!("{BEFORE}(?:{}){AFTER}", phrases.join("|"))))
        })
        .collect()
});

/// The action that the whole message asks for.
pub(super) fn read(text: &str) -> Option<Action> {
    let text = text.trim().trim_start_matches('¡');
    // Long messages are told, not commanded.
    if text.len() > 90 {
        return None;
    }
    ACTIONS.iter().find(|(_, phrase)| phrase.is_match(text)).map(|(action, _)| *action)
}
