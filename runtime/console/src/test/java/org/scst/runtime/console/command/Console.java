package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSender;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.FoundDevices;
import org.scst.core.admin.Health;
import org.scst.core.admin.SessionTrace;
import org.scst.runtime.deployment.Deployment;

/** All commands on fakes; waiting takes no time. */
final class Console implements Services, Environment {
    final FakeCore core = new FakeCore();
    final FakeFiles files = new FakeFiles(core);
    final FakeDeployment deployment = new FakeDeployment();
    final CommandTable table = new CommandTable(this, this);
    private final Path folder;
    final FakeLevels levels = new FakeLevels();
    final List<Runnable> later = new ArrayList<>();
    EventJournal journal;
    FoundDevices foundDevices;
    SessionTrace trace;
    CommandSender commandSender;
    List<Health.Check> checks;
    Optional<CoreFailure> coreFailure = Optional.empty();
    private boolean coreAbsent;
    private boolean filesAbsent;

    Console(Path folder) {
        this.folder = folder;
    }

    void withoutCore() {
        coreAbsent = true;
    }

    void withoutFiles() {
        filesAbsent = true;
    }

    /** Levels in memory; INFO where nothing was changed. */
    static final class FakeLevels implements LogLevels {
        Map<String, String> changed = Map.of();

        @Override
        public Map<String, String> changed() {
            return changed;
        }

        @Override
        public BooleanSupplier change(Map<String, String> levels) {
            changed = Map.copyOf(levels);
            return () -> true;
        }

        @Override
        public String effective(String logger) {
            return changed.getOrDefault(logger, "INFO");
        }
    }

    /** What a caller was given. */
    record Reply(ExitStatus status, String output, String errors) {}

    Reply run(String... words) {
        RecordingCaller caller = new RecordingCaller(folder);
        ExitStatus status = table.run(List.of(words), caller);
        return new Reply(status, caller.output(), caller.errors.toString());
    }

    /** Runs a command that has to succeed. */
    String output(String... words) {
        Reply reply = run(words);
        assertEquals("", reply.errors());
        assertEquals(ExitStatus.DONE, reply.status(), reply::output);
        return reply.output();
    }

    /** Runs a command that has to fail in this way. */
    String errors(ExitStatus status, String... words) {
        Reply reply = run(words);
        assertEquals(status, reply.status(), () -> reply.output() + reply.errors());
        assertEquals("", reply.output());
        assertFalse(reply.errors().contains("Exception"), reply::errors);
        return reply.errors();
    }

    @Override
    public Optional<Administration> administration() {
        return coreAbsent ? Optional.empty() : Optional.of(core);
    }

    @Override
    public Optional<CoreFailure> coreFailure() {
        return coreFailure;
    }

    @Override
    public Optional<ConfigurationFiles> files() {
        return filesAbsent ? Optional.empty() : Optional.of(files);
    }

    @Override
    public Optional<CommandSender> commandSender() {
        return Optional.ofNullable(commandSender);
    }

    @Override
    public Optional<SessionTrace> trace() {
        return Optional.ofNullable(trace);
    }

    @Override
    public Optional<EventJournal> journal() {
        return Optional.ofNullable(journal);
    }

    @Override
    public Optional<FoundDevices> foundDevices() {
        return Optional.ofNullable(foundDevices);
    }

    @Override
    public Optional<Health> health() {
        return Optional.ofNullable(checks).map(found -> () -> found);
    }

    @Override
    public Optional<Deployment> deployment() {
        return Optional.of(deployment);
    }

    @Override
    public List<InstalledBundle> bundles() {
        return List.of(
                new InstalledBundle(0, "org.apache.felix.framework", "7.0.5", "active"),
                new InstalledBundle(7, "org.scst.vdisk", "0.1.0", "resolved"));
    }

    @Override
    public LogLevels logLevels() {
        return levels;
    }

    @Override
    public Path logFile() {
        return folder.resolve("scst.log");
    }

    @Override
    public Path etc() {
        return folder.resolve("etc");
    }

    @Override
    public Path state() {
        return folder.resolve("state");
    }

    @Override
    public Path disks() {
        return folder.resolve("home/disks");
    }

    @Override
    public String hostName() {
        return "Store_1.example";
    }

    @Override
    public boolean await(BooleanSupplier condition, Duration limit) {
        return condition.getAsBoolean();
    }

    @Override
    public void later(Duration delay, Runnable task) {
        later.add(task);
    }
}
