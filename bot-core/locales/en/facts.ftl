# Each fact as a short phrase, for lists ("you told me ...") and reasons
# ("because of ..."): present, absent, not known. Names of choices and facts are
# those of the JSON. Amounts take $low, and $high where a range is known.

fact-age = age { $low }
fact-age-range = age { $low } to { $high }
fact-age-over = age { $low } or over
fact-age-under = age { $high } or under
fact-age-unknown = age not known

fact-site-under_heel = pain under the heel
fact-site-centre_heel = pain in the middle of the heel
fact-site-back_of_heel = pain at the back of the heel
fact-site-inner_ankle = pain at the inner ankle
fact-site-arch = pain in the arch
fact-site-calf_and_heel = pain in the calf and the heel
fact-site-both_heels = pain in both heels
fact-site-unknown = where it hurts not known

fact-severity = pain of { $low } out of 10
fact-severity-range = pain of { $low } to { $high } out of 10
fact-severity-over = pain of { $low } out of 10 or more
fact-severity-under = pain of { $high } out of 10 or less
fact-severity-unknown = how bad the pain is not known

fact-duration_days = { $low_unit ->
    [whole_weeks] for { $low } weeks
    [weeks] for about { $low } weeks
    [months] { $low ->
        [1] for about a month
       *[other] for about { $low } months
    }
    [years] for about { $low } years
   *[days] { $low ->
        [0] since today
        [1] for a day
       *[other] for { $low } days
    }
}
fact-duration_days-range =
    for { $low_unit ->
        [same] { $low }
        [whole_weeks] { $low } weeks
        [weeks] { $low } weeks
        [months] { $low } months
        [years] { $low } years
       *[days] { $low } days
    } to { $high_unit ->
        [whole_weeks] { $high } weeks
        [weeks] { $high } weeks
        [months] { $high } months
        [years] { $high } years
       *[days] { $high } days
    }
fact-duration_days-over =
    for { $low_unit ->
        [whole_weeks] { $low } weeks
        [weeks] { $low } weeks
        [months] { $low } months
        [years] { $low } years
       *[days] { $low } days
    } or more
fact-duration_days-under = { $high_unit ->
    [whole_weeks] for { $high } weeks or less
    [weeks] for { $high } weeks or less
    [months] for { $high } months or less
    [years] for { $high } years or less
   *[days] { $high ->
        [1] since today or yesterday
       *[other] for { $high } days or less
    }
}
fact-duration_days-unknown = how long it has lasted not known

fact-trend-better = getting better
fact-trend-same = neither better nor worse
fact-trend-worse = getting worse
fact-trend-unknown = whether it is getting better not known

fact-can_bear_weight-yes = walking normally
fact-can_bear_weight-limping = limping
fact-can_bear_weight-no = unable to put weight on the foot
fact-can_bear_weight-unknown = whether the foot takes weight not known

fact-can_tiptoe-yes = able to rise onto the toes
fact-can_tiptoe-no = unable to rise onto the toes
fact-can_tiptoe-unknown = whether rising onto the toes works not known

fact-stiffness-yes = a stiff heel
fact-stiffness-no = no stiffness
fact-stiffness-unknown = stiffness not known

fact-morning_first_step_pain-yes = pain with the first steps in the morning
fact-morning_first_step_pain-no = no pain with the first steps in the morning
fact-morning_first_step_pain-unknown = pain with the first steps not known

fact-swelling_or_redness-yes = swelling or redness
fact-swelling_or_redness-no = no swelling or redness
fact-swelling_or_redness-unknown = swelling or redness not known

fact-aching_arches-yes = aching arches
fact-aching_arches-no = no aching arches
fact-aching_arches-unknown = aching arches not known

fact-arch_type-high = a high arch
fact-arch_type-low = a low arch
fact-arch_type-normal = an ordinary arch
fact-arch_type-unknown = shape of the arch not known

fact-calf_weakness-yes = weak calves
fact-calf_weakness-no = no weakness in the calves
fact-calf_weakness-unknown = strength of the calves not known

fact-knee_or_hip_injury-yes = a knee or hip that changes how you move
fact-knee_or_hip_injury-no = no trouble with knee or hip
fact-knee_or_hip_injury-unknown = knee and hip not known

fact-ankle_roll-inward = ankles that roll inward
fact-ankle_roll-outward = ankles that roll outward
fact-ankle_roll-none = ankles that don't roll
fact-ankle_roll-unknown = whether the ankles roll not known

fact-terrain-road = running on roads
fact-terrain-trail_rocky = running on rocky or uneven trails
fact-terrain-treadmill = running on a treadmill
fact-terrain-track = running on a track
fact-terrain-grass = running on grass
fact-terrain-mixed = running on mixed ground
fact-terrain-unknown = ground you run on not known

fact-rest_days_per_week = { $low ->
    [0] no rest days in the week
    [1] one rest day a week
   *[other] { $low } rest days a week
}
fact-rest_days_per_week-range = { $low } to { $high } rest days a week
fact-rest_days_per_week-over = { $low } rest days a week or more
fact-rest_days_per_week-under = { $high ->
    [1] at most one rest day a week
   *[other] at most { $high } rest days a week
}
fact-rest_days_per_week-unknown = rest days not known

fact-weekly_mileage_change = { $low ->
    [0] no change in weekly distance
   *[other] a rise in weekly distance of { $low } per cent
}
fact-weekly_mileage_change-range = a rise in weekly distance of { $low } to { $high } per cent
fact-weekly_mileage_change-over = a rise in weekly distance of { $low } per cent or more
fact-weekly_mileage_change-under = no rise in weekly distance above { $high } per cent
fact-weekly_mileage_change-less = less distance a week than before
fact-weekly_mileage_change-unknown = change in weekly distance not known

fact-longest_run_jump = { $low ->
    [0] no run longer than those of the month before
   *[other] one run { $low } per cent longer than any in the month before
}
fact-longest_run_jump-range = one run { $low } to { $high } per cent longer than any in the month before
fact-longest_run_jump-over = one run at least { $low } per cent longer than any in the month before
fact-longest_run_jump-under = no run more than { $high } per cent longer than those of the month before
fact-longest_run_jump-less = no run longer than those of the month before
fact-longest_run_jump-unknown = longest recent run not known

fact-footwear-supportive = supportive shoes
fact-footwear-worn_or_unsupportive = worn or unsupportive shoes
fact-footwear-recently_changed = a recent change of shoes
fact-footwear-unknown = shoes not known

fact-bone_pain_on_squeeze-yes = pain when the heel bone is squeezed
fact-bone_pain_on_squeeze-no = no pain when the heel bone is squeezed
fact-bone_pain_on_squeeze-unknown = pain on squeezing the heel not known

fact-night_or_rest_pain-yes = pain at night or at rest
fact-night_or_rest_pain-no = no pain at night or at rest
fact-night_or_rest_pain-unknown = pain at night or at rest not known

fact-injury_or_fall-yes = an injury or a fall
fact-injury_or_fall-no = no injury or fall
fact-injury_or_fall-unknown = injury or fall not known

fact-sudden_onset_pop-yes = a sudden pop or snap
fact-sudden_onset_pop-no = no sudden pop or snap
fact-sudden_onset_pop-unknown = a sudden pop or snap not known

fact-deformity-yes = a foot or ankle that has changed shape
fact-deformity-no = no change in the shape of the foot
fact-deformity-unknown = change in the shape of the foot not known

fact-numbness-yes = numbness, tingling or burning
fact-numbness-no = no numbness, tingling or burning
fact-numbness-unknown = numbness, tingling or burning not known

fact-fever-yes = fever
fact-fever-no = no fever
fact-fever-unknown = fever not known

fact-hot_skin-yes = skin that is hot to the touch
fact-hot_skin-no = no hot skin
fact-hot_skin-unknown = hot skin not known

fact-calf_swelling-yes = a swollen calf
fact-calf_swelling-no = no swelling of the calf
fact-calf_swelling-unknown = swelling of the calf not known

fact-breathless_or_chest_pain-yes = breathlessness or chest pain
fact-breathless_or_chest_pain-no = no breathlessness or chest pain
fact-breathless_or_chest_pain-unknown = breathlessness or chest pain not known

fact-bladder_bowel_or_saddle-yes = new trouble with bladder or bowel, or numbness between the legs
fact-bladder_bowel_or_saddle-no = no new trouble with bladder or bowel, no numbness between the legs
fact-bladder_bowel_or_saddle-unknown = trouble with bladder or bowel, or numbness between the legs, not known

fact-diabetes-yes = diabetes
fact-diabetes-no = no diabetes
fact-diabetes-unknown = diabetes not known

fact-pregnant-yes = pregnancy
fact-pregnant-no = not pregnant
fact-pregnant-unknown = pregnancy not known

fact-takes_anticoagulant-yes = a blood-thinning medicine
fact-takes_anticoagulant-no = no blood-thinning medicine
fact-takes_anticoagulant-unknown = blood-thinning medicine not known

fact-nsaid_contraindication-yes = a reason to be careful with anti-inflammatory tablets
fact-nsaid_contraindication-no = no known reason against anti-inflammatory tablets
fact-nsaid_contraindication-unknown = reasons against anti-inflammatory tablets not known

fact-ice_caution-yes = a reason to be careful with cold
fact-ice_caution-no = no known reason against cold
fact-ice_caution-unknown = reasons against cold not known

fact-nsaid_overdose-yes = more anti-inflammatory tablets than the packet allows
fact-nsaid_overdose-no = no more anti-inflammatory tablets than the packet allows
fact-nsaid_overdose-unknown = amount of anti-inflammatory tablets not known

fact-black_stools_on_nsaid-yes = black stools while taking anti-inflammatory tablets
fact-black_stools_on_nsaid-no = no black stools while taking anti-inflammatory tablets
fact-black_stools_on_nsaid-unknown = black stools not known

fact-red_s-yes = eating too little for the training, or missed periods
fact-red_s-no = no sign of eating too little for the training
fact-red_s-unknown = eating enough for the training not known

fact-osteopenia-yes = thin bones
fact-osteopenia-no = no thin bones
fact-osteopenia-unknown = strength of the bones not known

fact-previous_stress_fracture-yes = an earlier stress fracture
fact-previous_stress_fracture-no = no earlier stress fracture
fact-previous_stress_fracture-unknown = earlier stress fracture not known

fact-fluoroquinolone-yes = a recent course of a fluoroquinolone antibiotic
fact-fluoroquinolone-no = no recent fluoroquinolone antibiotic
fact-fluoroquinolone-unknown = recent antibiotics not known

fact-immunosuppressed-yes = a weakened immune defence
fact-immunosuppressed-no = no weakened immune defence
fact-immunosuppressed-unknown = immune defence not known

fact-pale_cold_foot-yes = a pale or cold foot
fact-pale_cold_foot-no = no pale or cold foot
fact-pale_cold_foot-unknown = a pale or cold foot not known

fact-previous_cancer-yes = cancer, now or in the past
fact-previous_cancer-no = no cancer, now or in the past
fact-previous_cancer-unknown = cancer, now or in the past, not known

fact-weight_loss-yes = weight loss without a known reason
fact-weight_loss-no = no unexplained weight loss
fact-weight_loss-unknown = unexplained weight loss not known

fact-recurrent-yes = the same pain coming back
fact-recurrent-no = not a pain that keeps coming back
fact-recurrent-unknown = whether it has come back before not known

fact-crisis_disclosure-yes = thoughts of harming yourself
fact-crisis_disclosure-no = no thoughts of harming yourself
fact-crisis_disclosure-unknown = thoughts of harming yourself not known
