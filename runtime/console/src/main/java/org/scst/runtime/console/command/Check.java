package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/** {@code check}: what is wrong in configuration files, also in those that are not in place yet; applies nothing. */
final class Check implements Command {
    private final Services services;
    private final Changes changes;

    Check(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String purpose() {
        return "Say what is wrong in the configuration files, in another folder's, or in one file; nothing is applied";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[FOLDER|FILE]", 0, 1);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "what stands in the configuration folder now"),
                new Example("/srv/staged", "a folder of files before it is put in place"),
                new Example("org.scst.vdisk-disk1.cfg", "one file, as if it stood in the folder"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Optional<Path> path = words.word(0).map(conversation.folder()::resolve).map(Path::normalize);
        conversation.doing("Checking the configuration files");
        List<FileProblem> problems = path.isPresent()
                ? changes.await(conversation, services.configuration().check(path.get()))
                : inPlace(conversation);
        String what = path.map(Path::toString).orElse("the configuration");
        String text = problems.isEmpty()
                ? "Nothing is wrong in " + what + ".\n"
                : FileProblems.lines(problems) + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                        + " in " + what + ".\n";
        return new Answer(
                problems.isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED,
                text,
                Answer.object("problems", FileProblems.json(problems)));
    }

    /** The files as they stand there now; what core says of those in force comes in addition. */
    private List<FileProblem> inPlace(Conversation conversation) throws CommandFailure {
        List<FileProblem> ofFiles = changes.await(
                        conversation, services.configuration().plan(Optional.empty()))
                .problems();
        List<FileProblem> all = new ArrayList<>(ofFiles);
        services.configuration().problems().stream()
                .filter(problem -> all.stream()
                        .noneMatch(known -> known.file().equals(problem.file()) && known.line() == problem.line()))
                .forEach(all::add);
        return all;
    }
}
