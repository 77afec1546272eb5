# How urgent it is, and the rules that say so. $number is the local emergency
# number, or all of them where the place isn't known.

level-emergency = Get help now
    .meaning = Your answers include a danger sign. Please go to an emergency department now, or ring { $number }.
level-urgent = Speak to a clinician today
    .meaning = Something in your answers should not wait. Please speak to a doctor, an urgent care service or a medical helpline today. If it gets worse before then, ring { $number }.
level-gp_or_physio = Book a GP or physiotherapist
    .meaning = Nothing in your answers calls for help today, but someone should look at this in the coming days.
level-self_care = Look after it at home
    .meaning = None of the danger signs I ask about is in your answers. Care at home is a sensible start; below is when to stop and be seen.

rule-crisis_disclosure = Words about harming yourself
rule-breathless_or_chest_pain = Breathlessness or chest pain
rule-calf_swelling_with_breathlessness = A swollen calf together with breathlessness or chest pain
rule-injury_with_danger_sign = An injury or a sudden pop, and a changed shape, no weight on the foot, no rising onto the toes, or very strong pain
rule-pop_at_injury = A pop or snap at the time of an injury
rule-pop_with_calf_swelling = A sudden pop with a swollen calf
rule-fever_with_hot_or_swollen_heel = Fever together with a hot, red or swollen heel
rule-diabetes_with_fever_and_hot_skin = Diabetes with fever and hot skin
rule-fever_and_cannot_stand = Fever, and a foot that takes no weight
rule-pale_cold_foot = A pale or cold foot
rule-bladder_bowel_or_saddle = New trouble with bladder or bowel, or numbness between the legs
rule-nsaid_overdose = More anti-inflammatory tablets than the packet allows
rule-cannot_walk_normally = Pain that limits walking
rule-sudden_onset_pop = A sudden pop or snap
rule-fever = Fever with heel pain
rule-hot_skin = Skin that is hot to the touch
rule-calf_swelling = A swollen calf
rule-diabetes_with_skin_change = Diabetes with swollen, red or hot skin on the foot
rule-immunosuppressed_with_skin_change = A weakened immune defence with swollen, red or hot skin
rule-fluoroquinolone = Pain during or after a fluoroquinolone antibiotic
rule-black_stools_on_nsaid = Black stools while taking anti-inflammatory tablets
rule-night_pain_with_weight_loss_or_cancer = Pain at night or at rest, with unexplained weight loss or a history of cancer
rule-severe_pain = Severe pain
rule-not_better_after_two_weeks = Not better after two weeks
rule-getting_worse = Getting worse
rule-numbness = Numbness, tingling or burning
rule-diabetes = Heel pain with diabetes
rule-under_18 = Heel pain under the age of 18
rule-bone_pain_on_squeeze = Pain when the heel bone is squeezed
rule-night_or_rest_pain = Pain at night or at rest
rule-bone_risk_with_bone_sign = A sign from the bone, and something that makes bones weaker
rule-pregnant = Heel pain in pregnancy
rule-inflammatory_pattern = Stiffness with other signs of inflammation
rule-recurrent = The same pain coming back
rule-changed_shape = A foot or ankle that has changed shape
rule-cannot_tiptoe = Not able to rise onto the toes
rule-danger_signs_not_ruled_out = A danger sign that could not be ruled out

state-fired = applies
state-not_fired = does not apply
state-undecided = not known

explain-title = Why I say so
explain-not-ruled-out = Too little is known to rule these out, so they count as possible: { $facts }.

about-matching = This is information from published guidance, matched to your answers. It cannot tell what is wrong, and no clinician has reviewed it.

getting-worse = If it gets worse
    .emergency = Ring { $number } or go to an emergency department for: chest pain or trouble breathing; fever with a hot, red or swollen heel; a foot that turns pale, cold or changes shape; new trouble with bladder or bowel; a pop after which you can't stand or rise onto your toes.
    .urgent = Speak to a clinician the same day for: limping or a foot that takes no weight; fever; hot skin; a swollen calf.
    .book = Book a GP or physiotherapist if it keeps getting worse, wakes you at night, turns numb, or is no better two weeks after it began.
    .then = Until you have been seen, stop running and leave out whatever makes it hurt more.

summary-title = Summary for a GP or physiotherapist
summary-about = Answers given to an automatic questionnaire about heel pain in runners. Not examined, and not reviewed by a clinician.
summary-told = Told: { $facts }.
summary-yes = Yes: { $facts }.
summary-no = No: { $facts }.
summary-unknown = Not known: { $facts }.
summary-level = Level given: { $level }.
summary-reasons = Rules that apply: { $rules }.
summary-rules = Rules version { $version }.
