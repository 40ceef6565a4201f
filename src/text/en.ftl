# All that the bot says in its own voice. The buyers' lines live in src/engine/packs.
# Variables hold no markup: they are escaped before they are put in.

## Buttons

button-train = Start training
button-again = New training
button-how = How it works
button-case = Case
button-feedback = Feedback
button-finish = Finish
button-no-step = No offer
button-go-on = Go on
button-fresh = Start over
button-other-buyer = Another buyer
button-checks = Checklist
button-report = Back to the result
button-language-ru = Русский
button-language-en = English

## Entry

welcome =
    { $name ->
        [none] 👋 <b>Hello!</b>
       *[other] 👋 <b>Hello, { $name }!</b>
    }

    This is a sales trainer. You call a buyer and ask questions; the answers are short and to the point, as in life. Your aim is to learn what hurts, what it costs, and what a solution would be worth.

    A call is up to { $max } questions, about five minutes.
welcome-back =
    👋 <b>Welcome back!</b> Your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%
unfinished =
    Your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%
idle = You aren't on a call. Shall we ring someone?
lost-session = This call can't be continued: the cases have changed. Start a new one; your past results are safe.

## Case

case =
    📞 <b>{ $person }</b>, { $role }

    <b>Their request:</b> <i>{ $request }</i>

    <b>You sell:</b> { $product }
    <b>You can:</b> { $can }
    <b>Not on offer:</b> { $cannot }

    You have { $max ->
        [one] { $max } question
       *[other] { $max } questions
    }. Ask in your own words.

    <b>{ $person }:</b> { $greeting }
case-progress =
    📞 <b>{ $person }</b>, { $role }

    <b>Their request:</b> <i>{ $request }</i>

    <b>You sell:</b> { $product }
    <b>You can:</b> { $can }
    <b>Not on offer:</b> { $cannot }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>
go-on =
    { $person } is on the line. The last you heard:

    { $answer }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>

## A turn

reply =
    { $head }{ $contextual ->
        [yes] {" "}👂
       *[no] {""}
    }

    { $answer }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>{ $mood ->
        [wary] {" "}· <i>the buyer is wary</i>
        [listening] {" "}· <i>the buyer is listening</i>
        [open] {" "}· <i>the buyer is opening up</i>
       *[same] {""}
    }
head-question = { $emoji } <b>{ $type }</b>
head-question-free = { $emoji } <b>{ $type }</b> · <i>not counted</i>
head-free = 💬 <i>not counted</i>
label-situational = Situation
label-problem = Problem
label-implication = Implication
label-need_payoff = Need-payoff
label-other = Not a SPIN question

## Feedback on the last turn

feedback-none = Nothing to look at yet: ask a question first.
feedback-old = Only the last turn can be looked at.
feedback =
    { $emoji } <b>{ $type }</b>{ $words ->
        [none] {""}
       *[other] {" "}— by the words “{ $words }”
    }
    { $purpose }

    { $verdict }

    <b>Next:</b> { $advice }
feedback-free =
    💬 <b>Not counted</b>

    { $verdict }

    <b>Next:</b> { $advice }
purpose-situational = Asks for facts: what, how much, who, how it works.
purpose-problem = Looks for difficulty, dissatisfaction, risk.
purpose-implication = Brings out what a problem leads to and costs.
purpose-need_payoff = Lets the buyer name the worth of a solution.
purpose-other = Asks neither for facts, nor for a problem, its cost, or the worth of solving it.
verdict-opened-fact = You learned a new fact.
verdict-opened-problem = The buyer admitted a problem. That's a step forward.
verdict-opened-detail = The problem is concrete now: one can see it.
verdict-opened-consequence = A consequence came out: the problem weighs more.
verdict-opened-need = The buyer said what they want, in their own words. That's the aim.
verdict-opened-benefit = The buyer named a benefit in their own words. It's what the boss will hear.
verdict-repeat = Nothing opened: that was answered already. Repeats annoy.
verdict-known = Nothing opened: the answer was in the request.
verdict-floating = Nothing opened: the buyer hasn't admitted that problem, so it has no consequences yet.
verdict-premature = Nothing opened: too early for benefits, there is no problem yet.
verdict-undeveloped = Nothing opened: there is a problem, but so far it costs nothing.
verdict-denied = Nothing opened: that part really is fine there.
verdict-exhausted = Nothing opened: you've been told all of it.
verdict-unknown = Nothing opened: the buyer doesn't know about that, or the question is too general.
verdict-pitched = You began to offer. Before people say what they want, offers bring objections.
verdict-pressed = You're pressing for a decision. The buyer pushes back.
verdict-courteous = Politeness is welcome, but it doesn't replace questions.
verdict-answered = You answered the buyer's question.
verdict-silent = You said nothing.
verdict-unreadable = The buyer didn't understand you.
verdict-meta = That wasn't for the buyer. The rules are in /help.
verdict-confirmed = A true summary: the buyer feels heard.
verdict-untrue = The summary didn't match what was said.
verdict-agreed = A step is agreed: the buyer will do something, by a date.
verdict-asked_when = The buyer is willing but waits for a date.
verdict-postponed = The buyer agreed to wait: the action is yours, not theirs. That isn't a step yet.
verdict-refused = Too early for a step: the buyer doesn't see why.
verdict-farewell = The call is over.
advice-problem = ask what isn't working well, or where things go wrong.
advice-detail = ask why it happens and when it last did.
advice-consequence = ask what it leads to and what it costs.
advice-more = find a consequence of another kind: money, people, customers, risk.
advice-need = ask what a solution would mean.
advice-benefit = ask who else it would help, and how.
advice-step = suggest a next step: what the buyer does, and by which day.

## Result

report-title = 🏁 <b>Result: { $score } of 100</b> · { $outcome }
report-figures =
    Clarity { $clarity }% · { $questions ->
        [one] { $questions } question
       *[other] { $questions } questions
    }
    🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
report-reward = +{ $points } XP · level { $level } · { $badge }
report-said = <i>“{ $said }”</i>
report-worked =
    <b>What worked:</b> { $title }
    “{ $quote }”
report-train =
    <b>Train next:</b> { $what } — { $have } of { $need } so far
    For example: “{ $example }”
report-perfect = Every check passed. That's how it's done.
report-empty = There were no questions, so this call doesn't count. Shall we ring someone else?
outcome-order = an order
outcome-advance = a next step agreed
outcome-continuation = no commitment
outcome-no_sale = no sale
outcome-ended_by_buyer = the buyer hung up
badge-newcomer = Newcomer
badge-listener = Listener
badge-explorer = Explorer
badge-consultant = Consultant
badge-master = Master
report-gone = This report can't be shown any more: the cases have changed.

checks = <b>Checklist</b> · { $score } of 100
check-passed =
    ✅ { $title } <b>+{ $weight }</b>
    “{ $quote }”
check-failed = ▫️ { $title } — { $have } of { $need }
check-failed-limit = ▫️ { $title }
check-facts = few fact questions, and not about what the request says
check-problems = two problems or details
check-depth = a detail of a problem: cause, frequency or a case
check-consequence = a consequence of an admitted problem
check-two_kinds = consequences of two kinds for one problem
check-weight = three consequences of one problem, one with a figure
check-need = the buyer said what they want
check-benefits = two benefits in the buyer's words
check-listening = picked up on the buyer's words three times
check-no_pitch = no offer before its time
check-craft = five turns opened something, no repeats
check-advance = a next step with a date
train-facts = asking for fewer facts
train-problems = finding problems
train-depth = asking why and when
train-consequence = asking about consequences
train-two_kinds = finding consequences of different kinds
train-weight = getting to a figure
train-need = letting the buyer say what they want
train-benefits = collecting benefits in their words
train-listening = picking up on their words
train-no_pitch = not offering too early
train-craft = moving on without repeats
train-advance = agreeing on a step with a date

## Statistics

stats =
    <b>Your training</b>

    Calls: { $count } · best result { $best } · average { $average }
    { $questions ->
        [one] { $questions } question
       *[other] { $questions } questions
    }: 🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
    Steps or orders agreed: { $advances }

    { $xp } XP · level { $level }{ $left ->
        [0] {""}
       *[other] {", to the next"} { $left }
    }
stats-empty = No training yet. The first takes about five minutes.

## Pages

help =
    <b>How it works</b>

    You write questions to the buyer in your own words. There are facts, troubles and reasons to keep quiet behind each answer; only the right kind of question opens them.

    🔍 <b>Situation</b> — facts: “How many do you use a month?”
    ⚠️ <b>Problem</b> — difficulties: “What isn't working with deliveries?”
    💥 <b>Implication</b> — consequences: “What does that lead to?”
    ✨ <b>Need-payoff</b> — worth: “What would it mean if trucks came on time?”
    💬 anything else
    👂 you picked up on the buyer's words

    Greetings and short answers aren't counted. After { $max } questions the buyer asks what's next: suggest a step for the buyer to take, and name the day.

    <b>Checklist, 100 points</b>
    { $checks }

    <b>Commands</b>
    { $commands }
help-check = { $title } — { $weight }
help-command = /{ $name } — { $what }
command-train = call a buyer
command-finish = end the call, get the result
command-feedback = feedback on the last turn
command-case = who you are calling
command-stats = your training
command-language = language
command-help = how it works
command-about = about the bot
command-privacy = what is stored
command-terms = terms
about =
    <b>spinbot { $version }</b>

    A trainer for sales questions based on the SPIN method. The buyer is a model with its own facts, troubles and temper, and answers from nothing else. Companies and people are invented.
privacy =
    <b>What is stored</b>

    Your Telegram id, name and @name, your language; what you wrote and what the buyer answered; your results. It's needed to hold the conversation, give feedback and show your statistics.
terms =
    <b>Terms</b>

    This is a training tool. Buyers and companies are invented; any likeness is chance. The score is a program's opinion by the open rules in /help. Don't write here what strangers must not see.
contact = Who runs this bot: { $contact }
language = Language: <b>English</b>. Change it?
language-set = We speak English now.
language-set-running = We speak English now. The buyer on the line carries on in Russian; the next one will speak English.

## Other

unknown-command = There is no such command. Try /train to call a buyer, /case to see who it is, /finish to end, /stats for your training, /help for how it works.
media = I only understand text. Put your question in words { $talking ->
        [yes] — the buyer is on the line.
       *[no] or press “Start training”.
    }
nothing-to-finish = Nothing to finish: you aren't on a call.
no-case = You aren't calling anyone right now.
group-pointer = { $username ->
        [none] Training happens in a private chat with me.
       *[other] Training happens in private: t.me/{ $username }
    }
not-for-sale = Nothing is sold here: training is free. You were not charged.
apology = This message could not be handled. The mistake is ours and we know of it. Try again, or put it differently.
toast-old = That button no longer works.
toast-wrong = There is no such button.
