//! What single turns are read as: label and act, in both languages. The purpose decides, not the keyword.

use spinbot::engine::learned::Reader;
use spinbot::lang::Lang;

/// Text, label, act.
type Row = (&'static str, &'static str, &'static str);

fn check(lang: Lang, rows: &[Row]) {
    let reader = Reader::built_in(lang).unwrap();
    let mut wrong = Vec::new();
    for (text, label, act) in rows {
        let read = reader.read(text, None, None);
        if (read.label.id(), read.act.id()) != (*label, *act) {
            wrong.push(format!(
                "{text} — {} {}, not {label} {act}",
                read.label.id(),
                read.act.id()
            ));
        }
    }
    println!(
        "{} of {} wrong:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
    assert!(
        wrong.len() * 100 <= rows.len() * 12,
        "{} of {} wrong:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn russian_turns() {
    check(
        Lang::Ru,
        &[
            ("Сколько металла берёте в месяц?", "situational", "question"),
            ("Какой у вас объём закупок?", "situational", "question"),
            (
                "Кто у вас отвечает за оценку рисков?",
                "situational",
                "question",
            ),
            ("Кто принимает решение?", "situational", "question"),
            ("Какой у вас бюджет?", "situational", "question"),
            (
                "По каким критериям выбираете поставщика?",
                "situational",
                "question",
            ),
            (
                "Что вы уже пробовали с этой проблемой?",
                "situational",
                "question",
            ),
            (
                "Расскажите, как у вас устроены закупки",
                "situational",
                "question",
            ),
            ("С кем сейчас работаете", "situational", "question"),
            ("Как часто привозят металл?", "situational", "question"),
            ("Можно узнать, сколько берёте?", "situational", "question"),
            ("Где вы храните запас?", "situational", "question"),
            (
                "Вы используете складскую программу?",
                "situational",
                "question",
            ),
            (
                "Что вас не устраивает в сроках поставки?",
                "problem",
                "question",
            ),
            ("Как часто срываются сроки?", "problem", "question"),
            ("Бывает, что машина опаздывает?", "problem", "question"),
            ("А брак бывает?", "problem", "question"),
            (
                "Какие сложности возникают с поставками?",
                "problem",
                "question",
            ),
            (
                "Довольны ли вы нынешним поставщиком?",
                "problem",
                "question",
            ),
            ("Из-за чего происходят задержки?", "problem", "question"),
            (
                "Когда в последний раз срывали сроки?",
                "problem",
                "question",
            ),
            ("Почему они опаздывают?", "problem", "question"),
            (
                "С какими проблемами вы сталкиваетесь?",
                "problem",
                "question",
            ),
            ("Что больше всего раздражает?", "problem", "question"),
            ("Все ли хорошо с качеством?", "problem", "question"),
            ("Хватает ли вам людей в смене?", "problem", "question"),
            ("Что болит больше всего?", "problem", "question"),
            (
                "И сколько смен вы из-за этого простояли?",
                "implication",
                "question",
            ),
            ("К чему приводят задержки?", "implication", "question"),
            (
                "Как это сказывается на клиентах?",
                "implication",
                "question",
            ),
            ("Во что вам обходится простой?", "implication", "question"),
            (
                "Сколько денег теряете на задержках?",
                "implication",
                "question",
            ),
            ("Что будет, если это повторится?", "implication", "question"),
            (
                "Если ничего не менять, что будет через год?",
                "implication",
                "question",
            ),
            (
                "Что происходит, когда машина опаздывает?",
                "implication",
                "question",
            ),
            ("Почему это плохо?", "implication", "question"),
            ("Чем это грозит компании?", "implication", "question"),
            ("Насколько это серьёзно?", "implication", "question"),
            (
                "Как реагируют заказчики на срывы сроков?",
                "implication",
                "question",
            ),
            ("А что говорит директор?", "implication", "question"),
            ("Сколько стоит час простоя?", "implication", "question"),
            ("Какой ущерб от брака?", "implication", "question"),
            ("Эта проблема влияет на прибыль?", "implication", "question"),
            (
                "Если бы сроки перестали срываться, что бы это вам дало?",
                "need_payoff",
                "question",
            ),
            (
                "Что бы вам дало, если бы металл приходил вовремя?",
                "need_payoff",
                "question",
            ),
            ("Почему вам это важно?", "need_payoff", "question"),
            ("Каким вы хотели бы это видеть?", "need_payoff", "question"),
            ("Кому станет легче?", "need_payoff", "question"),
            (
                "Насколько важно решить этот вопрос?",
                "need_payoff",
                "question",
            ),
            (
                "Если бы срок был сутки, что изменилось бы?",
                "need_payoff",
                "question",
            ),
            (
                "Чем бы вам помогла доставка день в день?",
                "need_payoff",
                "question",
            ),
            (
                "Вам было бы удобнее получать заготовки в размер?",
                "need_payoff",
                "question",
            ),
            (
                "Сколько бы вы сэкономили без простоев?",
                "need_payoff",
                "question",
            ),
            (
                "Какую пользу вы видите в точных сроках?",
                "need_payoff",
                "question",
            ),
            (
                "Как бы в идеале выглядела поставка?",
                "need_payoff",
                "question",
            ),
            ("Как бы вы хотели, чтобы было?", "need_payoff", "question"),
            ("И что это даст бригаде?", "need_payoff", "question"),
            (
                "Представьте, что люди выходят всегда. Что это даст?",
                "need_payoff",
                "question",
            ),
            (
                "Чем вы сейчас пользуетесь для учёта?",
                "situational",
                "question",
            ),
            ("А если машина опоздает?", "implication", "question"),
            ("У нас срок сутки, интересно?", "other", "pitch"),
            ("Мы предлагаем лучшие цены на рынке.", "other", "pitch"),
            (
                "Наша компания работает двадцать лет и гарантирует сроки",
                "other",
                "pitch",
            ),
            ("Пришлёте чертёж до пятницы?", "other", "propose"),
            ("Давайте созвонимся в четверг", "other", "propose"),
            ("Можно спросить?", "other", "courtesy"),
            ("Можно задать вам пару вопросов?", "other", "courtesy"),
            ("Здравствуйте, меня зовут Олег", "other", "courtesy"),
            ("Понимаю вас, это неприятно.", "other", "courtesy"),
            ("Спасибо!", "other", "courtesy"),
            ("Давайте подпишем договор", "other", "close"),
            ("Готовы купить прямо сейчас?", "other", "close"),
            ("Ты бот?", "other", "meta"),
            ("Что мне писать?", "other", "meta"),
            ("ясно", "other", "silence"),
            ("…", "other", "silence"),
            ("🙂", "other", "noise"),
            ("ааааааааааа", "other", "noise"),
            ("кпрст", "other", "noise"),
            ("проблемы, последствия, выгода, потери", "other", "noise"),
            ("What problems do you have?", "other", "noise"),
            (
                "Правильно ли я понял, что металл опаздывает?",
                "problem",
                "check",
            ),
            ("сколько тонн", "situational", "question"),
            ("какие проблемы", "problem", "question"),
        ],
    );
}

#[test]
fn english_turns() {
    check(
        Lang::En,
        &[
            (
                "How many boxes do you use a month?",
                "situational",
                "question",
            ),
            (
                "Who is responsible for risk assessment?",
                "situational",
                "question",
            ),
            ("Who makes the decision?", "situational", "question"),
            ("What's your budget?", "situational", "question"),
            ("How do you choose suppliers?", "situational", "question"),
            ("What have you tried so far?", "situational", "question"),
            (
                "Tell me about your packing process",
                "situational",
                "question",
            ),
            ("Who supplies you today?", "situational", "question"),
            ("How long does delivery take?", "situational", "question"),
            ("Where do you keep your stock?", "situational", "question"),
            ("Do you use a forklift?", "situational", "question"),
            (
                "What problems do you have with deliveries?",
                "problem",
                "question",
            ),
            ("How often do boxes arrive late?", "problem", "question"),
            (
                "Are you happy with your current supplier?",
                "problem",
                "question",
            ),
            ("What causes the delays?", "problem", "question"),
            (
                "When was the last time something broke?",
                "problem",
                "question",
            ),
            ("Do orders ever arrive broken?", "problem", "question"),
            (
                "What bothers you most about the boxes?",
                "problem",
                "question",
            ),
            ("What isn't working well?", "problem", "question"),
            ("How reliable are your deliveries?", "problem", "question"),
            (
                "Is it difficult to find the right size?",
                "problem",
                "question",
            ),
            ("Do you ever run out of boxes?", "problem", "question"),
            (
                "How many shifts did you lose because of that?",
                "implication",
                "question",
            ),
            (
                "How does that affect your customers?",
                "implication",
                "question",
            ),
            ("What does that cost you?", "implication", "question"),
            (
                "What happens when boxes arrive late?",
                "implication",
                "question",
            ),
            ("What happens if this continues?", "implication", "question"),
            ("Why is that bad?", "implication", "question"),
            (
                "How much money do you lose on returns?",
                "implication",
                "question",
            ),
            (
                "What do your customers say about broken orders?",
                "implication",
                "question",
            ),
            ("How serious is that?", "implication", "question"),
            ("What does that lead to?", "implication", "question"),
            (
                "What are the consequences for your team?",
                "implication",
                "question",
            ),
            (
                "If deliveries were on time, what would that mean for you?",
                "need_payoff",
                "question",
            ),
            (
                "How would it help if nothing broke?",
                "need_payoff",
                "question",
            ),
            ("Why is that important to you?", "need_payoff", "question"),
            (
                "What would you like to see instead?",
                "need_payoff",
                "question",
            ),
            ("Who else would benefit?", "need_payoff", "question"),
            (
                "How important is it to solve this?",
                "need_payoff",
                "question",
            ),
            (
                "How much would you save without the returns?",
                "need_payoff",
                "question",
            ),
            (
                "What would you do with the freed space?",
                "need_payoff",
                "question",
            ),
            (
                "Would it be useful to get boxes every other day?",
                "need_payoff",
                "question",
            ),
            (
                "Ideally, how would deliveries work?",
                "need_payoff",
                "question",
            ),
            ("What else would it change?", "need_payoff", "question"),
            (
                "What would you change about deliveries?",
                "problem",
                "question",
            ),
            ("Is it hard to get them?", "problem", "question"),
            ("who's hauling for you now", "situational", "question"),
            ("We offer the best prices on the market.", "other", "pitch"),
            ("Our boxes are stronger and cheaper.", "other", "pitch"),
            ("We deliver in two days, interested?", "other", "pitch"),
            (
                "Could you send me your order data by Friday?",
                "other",
                "propose",
            ),
            ("Let's schedule a call on Tuesday", "other", "propose"),
            ("May I ask you a few questions?", "other", "courtesy"),
            ("Hello, my name is Kate", "other", "courtesy"),
            ("That must be frustrating.", "other", "courtesy"),
            ("Thanks!", "other", "courtesy"),
            ("Are you ready to place an order?", "other", "close"),
            ("Let's sign the contract today", "other", "close"),
            ("Are you a bot?", "other", "meta"),
            ("What should I ask?", "other", "meta"),
            ("ok", "other", "silence"),
            ("...", "other", "silence"),
            ("aaaaaaaaaaaa", "other", "noise"),
            ("bcdfg", "other", "noise"),
            ("problem, impact, value, cost", "other", "noise"),
            ("Какие у вас проблемы?", "other", "noise"),
            (
                "Did I get it right that boxes arrive late?",
                "other",
                "check",
            ),
            ("how many boxes", "situational", "question"),
        ],
    );
}

#[test]
fn a_bare_follow_up_takes_its_type_from_the_line_before() {
    let (mut all, mut wrong) = (0, Vec::new());
    let mut check = |lang, previous: &str, text: &str, label: &str| {
        let reader = Reader::built_in(lang).unwrap();
        let read = reader.read(text, Some(previous), None);
        all += 1;
        if read.label.id() != label {
            wrong.push(format!(
                "{previous} → {text}: {}, not {label}",
                read.label.id()
            ));
        }
    };
    check(
        Lang::Ru,
        "Берём 40 тонн в месяц.",
        "А почему?",
        "situational",
    );
    check(Lang::Ru, "Металл опаздывает.", "Почему?", "problem");
    check(
        Lang::Ru,
        "Металл опаздывает.",
        "И что дальше?",
        "implication",
    );
    check(
        Lang::Ru,
        "Хочу, чтобы машина приходила вовремя.",
        "А ещё?",
        "need_payoff",
    );
    check(Lang::En, "Deliveries are late.", "Why?", "problem");
    check(
        Lang::En,
        "Deliveries are late.",
        "And then what?",
        "implication",
    );
    check(
        Lang::En,
        "About 9,000 boxes a month.",
        "For example?",
        "situational",
    );
    // A line alone does not always tell whether it is the trouble or what it leads to; in a call that is known.
    assert!(
        wrong.len() * 3 <= all,
        "{} of {all}: {wrong:#?}",
        wrong.len()
    );
}
