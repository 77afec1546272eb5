# Pictures that answers can match. Never "you have".

pattern-plantar_fasciitis = Plantar fasciitis
    .matches = Your answers match signs listed for plantar fasciitis.
    .about = The plantar fascia is the strong band from the heel to the ball of the foot. It takes up the shock of every step, and too much load can make it sore, most of all with the first steps of the day.
pattern-structural = How the foot is built
    .matches = Your answers match signs listed for pain from the build of the foot.
    .about = High or low arches, weak calves, ankles that roll, or an old knee or hip problem can shift load onto the heel. The evidence for this is weaker than it is often told.
pattern-poor_movement = Ground, rest and load
    .matches = Your answers match signs listed for pain from the way of running.
    .about = Rough ground, few rest days, and a run or a week that is much longer than before leave the foot too little time to recover.
pattern-possible_fracture = A sore bone
    .matches = Your answers match signs listed for a small fracture in the bone, which only an examination can confirm or rule out.
    .about = Bones that carry more than they are used to can develop tiny cracks. They heal well if they are given rest early, which is why running has to wait.
pattern-other_refer = Something to have looked at
    .matches = Your answers match signs that are better looked at by someone than guessed at.
    .about = Some answers point away from the common causes of heel pain after running. Answers alone can't tell what is behind them.
pattern-none = Your answers don't clearly match any of the pictures I know.

patterns-for = Speaks for it: { $facts }.
patterns-against = Speaks against it: { $facts }.
patterns-caveat = More than one can match, and a match is not a finding: only an examination can tell.
