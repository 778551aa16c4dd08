package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.AppliedChange;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.configuration.description.Described;
import org.scst.runtime.configuration.history.History;

/** A reconciler on a real folder, with everything else by hand. */
final class ReconcilerFixture {
    final Path etc;
    final Path state;
    final Described descriptions = Described.product();
    final FakeConfigurationAdmin configurationAdmin = new FakeConfigurationAdmin();
    final FakeAdministration core = new FakeAdministration();
    final HandTicker ticker = new HandTicker();
    Reconciler reconciler;

    ReconcilerFixture(Path temporary) throws IOException {
        etc = Files.createDirectory(temporary.resolve("etc"));
        state = temporary.resolve("state");
        restart();
    }

    /** Another instance of the bundle, on the same folder and the same Config Admin. */
    void restart() {
        reconciler = new Reconciler(
                etc,
                new History(state.resolve("history"), ticker::now),
                descriptions,
                configurationAdmin,
                ticker,
                Runnable::run);
    }

    void write(String file, String content) throws IOException {
        Files.writeString(etc.resolve(file), content);
    }

    String read(String file) throws IOException {
        return Files.readString(etc.resolve(file));
    }

    void delete(String file) throws IOException {
        Files.delete(etc.resolve(file));
    }

    /** Starts with core present and the first generation in force. */
    void start() {
        reconciler.administration(core);
        reconciler.step();
        core.bringIntoForce();
    }

    /** Lets time pass, doing what is due when it is due. */
    void pass(Duration time) {
        Duration left = time;
        while (!left.isNegative()) {
            Duration next = reconciler.step();
            Duration pause = next.compareTo(left) < 0 ? next : left;
            ticker.advance(pause);
            left = left.minus(pause.isZero() ? Duration.ofMillis(1) : pause);
            if (left.isZero()) {
                reconciler.step();
                return;
            }
        }
    }

    /** As when inotify tells of a change and nothing follows. */
    void hintAndSettle() {
        reconciler.hint(Set.of());
        pass(Duration.ofMillis(500));
    }

    /** The answer to a request that needs no generation. */
    static <T> T ask(Consumer<CompletableFuture<T>> request) {
        CompletableFuture<T> report = new CompletableFuture<>();
        request.accept(report);
        return report.join();
    }

    List<ConfigurationVersion> versions() {
        return ask(reconciler.requests()::versions);
    }

    ChangePlan plan() {
        return ask(report -> reconciler.requests().plan(Optional.empty(), report));
    }

    CompletableFuture<AppliedChange> apply(boolean force) {
        CompletableFuture<AppliedChange> report = new CompletableFuture<>();
        reconciler.requests().apply(force, report);
        return report;
    }

    CompletableFuture<AppliedChange> undo(OptionalLong version, boolean force) {
        CompletableFuture<AppliedChange> report = new CompletableFuture<>();
        reconciler.requests().undo(version, force, report);
        return report;
    }

    /** The process is started again: what Config Admin held is gone. */
    void startAgain() throws IOException {
        configurationAdmin.clear();
        restart();
        start();
    }

    CompletableFuture<ChangeReport> change(Edit... edits) {
        CompletableFuture<ChangeReport> report = new CompletableFuture<>();
        reconciler.requests().change(List.of(edits), report);
        return report;
    }

    static Edit create(String pid, String name, Map<String, String> values) {
        return new Edit(pid, name, Edit.Kind.CREATE, wrapped(values), "made by a test");
    }

    static Edit update(String pid, String name, Map<String, String> values) {
        return new Edit(pid, name, Edit.Kind.UPDATE, wrapped(values), "");
    }

    static Edit delete(String pid, String name) {
        return new Edit(pid, name, Edit.Kind.DELETE, Map.of(), "");
    }

    private static Map<String, Optional<String>> wrapped(Map<String, String> values) {
        Map<String, Optional<String>> wrapped = new LinkedHashMap<>();
        values.forEach((key, value) -> wrapped.put(key, value.isEmpty() ? Optional.empty() : Optional.of(value)));
        return wrapped;
    }

    FileProblem onlyProblem() {
        List<FileProblem> problems = reconciler.problems();
        if (problems.size() != 1) {
            throw new AssertionError("problems: " + problems);
        }
        return problems.getFirst();
    }
}
