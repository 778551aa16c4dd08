package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.Diagnosis;
import org.scst.runtime.console.text.Plain;

/** {@code why}: the way of an initiator to a target's logical units, up to the first "no". */
final class Why implements Command {
    private final Services services;

    Why(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "why";
    }

    @Override
    public String purpose() {
        return "Say what an initiator sees at a target, and the first reason why not";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("INITIATOR TARGET", 2, 2).with(Noun.INITIATOR, Noun.TARGET);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example(
                "iqn.1993-08.org.debian:01:a iqn.2026-11.org.example:san",
                "what it sees there, or the first reason why not"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Diagnosis diagnosis =
                services.core().why(words.word(0).orElseThrow(), words.word(1).orElseThrow());
        StringBuilder text = new StringBuilder();
        diagnosis.steps().forEach(step -> {
            text.append(step.passed() ? "yes  " : "NO   ").append(Plain.of(step.question()));
            text.append(": ").append(Plain.of(step.answer())).append('\n');
            if (!step.passed() && !step.cure().isEmpty()) {
                text.append("     Cure: ").append(Plain.of(step.cure())).append('\n');
            }
        });
        List<Object> steps = diagnosis.steps().stream()
                .map(step -> (Object) Answer.object(
                        "question", step.question(),
                        "passed", step.passed(),
                        "answer", step.answer(),
                        "cure", step.cure()))
                .toList();
        ExitStatus status = diagnosis.passed() ? ExitStatus.DONE : ExitStatus.FAILED;
        return new Answer(status, text.toString(), Answer.object("passed", diagnosis.passed(), "steps", steps));
    }
}
