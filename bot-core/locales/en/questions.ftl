# The questions, in the order they are asked.
#
# question-<id>          the question
#   .hint                a line below it, where it needs one
#   .why                 the answer to "why do you ask?"
#   .again               the question in other words, asked once more
#   .o-<pick>            what can be picked; at most 80 characters
#   .example             how to answer in words, said after words that were not understood
#   .short               its name in the list of answers that can be changed

question-consent =
    Hello. I ask runners with a sore heel about a dozen short questions, danger signs first, and give advice from a named article and public guidance, each with its reason and its source. I don't diagnose, and I'm no substitute for someone who can look at your foot.
    .hint = To do that I keep your answers, encrypted, for a while: 30 days after the last question unless the person who runs this bot chose otherwise. You can delete everything at any moment. Is that all right with you, and how old are you?
    .why = Answers about your health are yours. I keep them only if you say so. Your age matters because some advice differs for the young and the old, and because I don't keep answers from children.
    .again = I can't begin without a yes: may I keep your answers, encrypted, for as long as I said? And how old are you?
    .o-adult = I agree, and I'm { $low } to { $high }
    .o-older = I agree, and I'm { $low } or over
    .o-teen = I agree, and I'm { $low ->
        [17] 17
       *[other] 16 or 17
    }
    .o-child = I'm under { $below }
    .o-refuse = No, thanks
    .example = For example: "yes, I'm 34".
    .short = Agreement

question-age = How old are you?
    .hint = Your age as a number is fine too, such as 34.
    .why = Some advice differs for the young and for the old, and below a certain age I keep no answers at all.
    .again = I do need your age, roughly: it decides whether I may keep your answers at all. How old are you?
    .o-adult = { $low } to { $high }
    .o-older = { $low } or over
    .o-teen = { $low ->
        [17] 17
       *[other] 16 or 17
    }
    .o-child = Under { $below }
    .example = For example: "34".
    .short = Your age

question-danger = First, the signs that can't wait. Do you have any of these now?
    .hint = Pick all that fit.
    .why = Most sore heels are harmless. A few come with a clot, an infection, a torn tendon or a broken bone, and those need someone today, not advice from a bot. So they come first.
    .again = Let me ask that another way, because it matters. Pick every one that you can't rule out. If you still can't say, I'll count it as a yes, to be on the safe side.
    .o-breath = Short of breath, or chest pain
    .o-calf = One calf is swollen, tight or tender
    .o-fever = Fever, or hot and shivery
    .o-hot = The skin of the heel or foot is hot
    .o-pale = The foot is pale, blue or cold
    .o-saddle = New trouble with bladder or bowel, or numb between the legs
    .o-pop = It began with a pop, a snap or a feeling of being kicked
    .o-injury = It began with a fall, a landing or a blow
    .o-deformed = The foot or ankle is out of shape
    .o-overdose = I took more painkillers than the packet says
    .example = For example: "one calf is swollen", or "none".
    .short = Danger signs

question-tiptoe = Can you rise onto the toes of that foot?
    .hint = Hold on to something. Don't force it.
    .why = After a pop or a fall, not being able to rise onto the toes can mean a torn tendon or a broken heel. Both need to be seen at once.
    .again = If you try to push up onto the ball of that foot, holding on to something, does the heel leave the ground? If you still can't say, I'll count it as a no, to be on the safe side.
    .o-yes = Yes, I can
    .o-no = No, I can't
    .example = For example: "yes", "no", or "not sure".
    .short = Standing on tiptoe

question-site = Where does it hurt most?
    .why = Under the heel, at the back of it and on the inner side are different stories, and the advice differs.
    .o-under = Under the heel
    .o-centre = In the middle of the heel
    .o-back = At the back of the heel
    .o-inner = On the inner side, near the ankle
    .o-arch = Along the arch
    .o-calf = The calf and the heel
    .o-both = Both heels
    .example = For example: "under the heel".
    .short = Where it hurts

question-severity = How bad is it at its worst, from 0 (no pain) to 10 (the worst you can imagine)?
    .why = Severe pain is a reason to have it looked at soon. A low number never cancels a danger sign.
    .again = At its worst, is the pain mild (1 to 3), in between (4 to 7), or so bad that you can hardly think of anything else (8 to 10)? If you still can't say, I'll count it as severe, to be on the safe side.
    .o-0 = 0
    .o-1 = 1
    .o-2 = 2
    .o-3 = 3
    .o-4 = 4
    .o-5 = 5
    .o-6 = 6
    .o-7 = 7
    .o-8 = 8
    .o-9 = 9
    .o-10 = 10
    .example = For example: "about 4".
    .short = How bad it is

question-duration = How long have you had it?
    .why = Pain that has gone on for two weeks and isn't getting better is worth showing to a GP or physio.
    .o-today = Since today or yesterday
    .o-days = A few days
    .o-week = About a week
    .o-fortnight = Two to three weeks
    .o-weeks = Three weeks to three months
    .o-months = Longer than three months
    .example = For example: "three weeks", or "since Monday".
    .short = How long

question-trend = Which way is it going?
    .why = Pain that gets worse although you look after it needs someone to look at it.
    .o-better = Getting better
    .o-same = About the same
    .o-worse = Getting worse
    .example = For example: "getting better", or "no change".
    .short = Better or worse

question-walking = Can you walk on it?
    .why = The article this bot is built on says it plainly: if the pain limits your walking, call a doctor at once. Here it decides how soon.
    .again = Think of the last time you crossed a room: did you put your whole weight on that foot? If you still can't say, I'll count it as a no, to be on the safe side.
    .o-yes = Yes, normally
    .o-limping = With a limp
    .o-no = No, it won't take my weight
    .example = For example: "yes, normally", or "with a limp".
    .short = Walking

question-fascia = Which of these do you notice?
    .hint = Pick all that fit.
    .why = These are the article's four signs of a strained plantar fascia, the band under the foot. Swelling or redness can also point elsewhere, so it counts twice.
    .again = Look at your heel beside the other one, in good light. Is it thicker or redder, or on dark skin darker or shinier? If you still can't say, I'll count it as a yes, to be on the safe side.
    .o-morning = Pain with the first steps in the morning
    .o-stiff = A stiff heel
    .o-swollen = Swelling or redness
    .o-arches = Aching arches
    .example = For example: "it hurts with the first steps", or "none".
    .short = Signs under the foot

question-bone = And which of these?
    .hint = Pick all that fit.
    .why = Pain when the bone is squeezed, or at rest, can come from a small fracture. Numbness or burning can come from a nerve. Both change the advice.
    .again = Does the heel wake you at night, or hurt when you've been off your feet for an hour? If you still can't say, I'll count it as a yes, to be on the safe side.
    .o-squeeze = It hurts when I squeeze the heel bone from both sides
    .o-night = It hurts at night or at rest
    .o-numb = Numbness, tingling or burning
    .o-recurrent = The same pain keeps coming back
    .example = For example: "it wakes me at night", or "none".
    .short = Signs from bone and nerve

question-structure = Does any of this describe you?
    .hint = Pick all that fit.
    .why = The shape of the foot and weak muscles can put the load where the heel doesn't like it. The article lists these.
    .o-high = High arches
    .o-low = Low or flat arches
    .o-calves = Weak calves
    .o-inward = My ankles roll inward
    .o-outward = My ankles roll outward
    .o-knee_hip = An old or new knee or hip injury
    .example = For example: "flat feet", or "none".
    .short = Shape of the foot

question-habits = And your running in the last weeks?
    .hint = Pick all that fit.
    .why = Rough ground, too little rest and a jump in distance are the things that can be changed soonest.
    .o-rough = Mostly rough or rocky ground
    .o-no_rest = One rest day a week, or none
    .o-more_km = More distance a week than before (over a tenth more)
    .o-long_run = One run much longer than any in the 30 days before
    .o-worn = Worn or unsupportive shoes
    .o-new_shoes = New or different shoes
    .example = For example: "my shoes are worn out", or "none".
    .short = Running habits

question-health = Last one: does any of this apply to you?
    .hint = Pick all that fit. It decides what I must not suggest.
    .why = Ice, tablets and splints are not for everyone. And with some conditions a sore heel should be seen sooner.
    .again = Once more, because these can make it urgent. Pick every one that you can't rule out. If you still can't say, I'll count it as a yes, to be on the safe side.
    .o-diabetes = Diabetes
    .o-pregnant = Pregnant
    .o-thinner = I take a blood thinner
    .o-nsaid = A reason to avoid ibuprofen: ulcer, asthma, heart, kidney, allergy, steroids
    .o-black = Black, tar-like stools since taking ibuprofen or the like
    .o-ice = A reason to avoid ice: Raynaud's, poor circulation, loss of feeling, broken skin
    .o-immune = A weakened immune system
    .o-cipro = A recent antibiotic such as ciprofloxacin
    .o-stress = An earlier stress fracture
    .o-thin_bones = Thin bones (osteopenia, osteoporosis)
    .o-red_s = Eating too little for my training, or periods that stopped
    .o-cancer = Cancer, now or in the past
    .o-weight = Losing weight without meaning to
    .example = For example: "I'm diabetic", or "none".
    .short = Health and medicines
