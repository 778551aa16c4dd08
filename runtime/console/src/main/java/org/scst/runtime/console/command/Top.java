package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Table;

/** {@code top}: what each logical unit and each initiator does now, second by second. */
final class Top implements Command {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String ONCE = "--once";
    private static final double MEGA = 1e6;

    private final Services services;
    private final LongSupplier nanoTime;

    Top(Services services, LongSupplier nanoTime) {
        this.services = services;
        this.nanoTime = nanoTime;
    }

    /** Counters at one moment. */
    private record Sample(
            long nanos,
            Map<String, Load> devices,
            Map<String, SessionLoad> sessions,
            Map<String, String> mappings,
            Map<String, Long> inFlightByDevice,
            Map<String, Long> inFlightByInitiator) {}

    /** What one session did; its initiator may have others, which come and go. */
    private record SessionLoad(String initiator, Load load) {
        static final SessionLoad NONE = new SessionLoad("", Load.NONE);
    }

    @Override
    public String name() {
        return "top";
    }

    @Override
    public String purpose() {
        return "Watch what logical units and initiators do, second by second";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[" + ONCE + "]", 0, 0, Grammar.flag(ONCE));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "a picture a second, until q or Ctrl-C"),
                new Example(ONCE, "one second, for scripts"),
                new Example("--json", "one document a line and second"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Sample before = sample(services.core());
        while (conversation.pause(INTERVAL)) {
            Sample now = sample(services.core());
            double seconds = (now.nanos() - before.nanos()) / 1e9;
            Table luns = luns(before, now, seconds);
            Table initiators = initiators(before, now, seconds);
            String text = luns.text("There is no device.") + "\n" + initiators.text("No initiator is logged in.");
            Object json =
                    Answer.object("seconds", seconds, "logical_units", luns.json(), "initiators", initiators.json());
            if (words.has(ONCE)) {
                return Answer.done(text, json);
            }
            conversation.show(text, json);
            before = now;
        }
        return Answer.nothingMore();
    }

    private Sample sample(Administration core) {
        Map<String, Load> devices = new TreeMap<>();
        Map<String, String> mappings = new TreeMap<>();
        for (DeviceSnapshot device : core.devices()) {
            devices.put(device.name(), Load.of(device.statistics()));
            mappings.put(device.name(), String.join("; ", device.mappings()));
        }
        Map<String, SessionLoad> sessions = new HashMap<>();
        for (NexusSnapshot nexus : core.nexuses()) {
            sessions.put(nexus.id(), new SessionLoad(nexus.initiator(), Load.of(nexus.statistics())));
        }
        List<CommandSnapshot> commands = core.commands();
        return new Sample(
                nanoTime.getAsLong(),
                devices,
                sessions,
                mappings,
                commands.stream().collect(Collectors.groupingBy(CommandSnapshot::device, Collectors.counting())),
                commands.stream().collect(Collectors.groupingBy(CommandSnapshot::initiator, Collectors.counting())));
    }

    private static Table luns(Sample before, Sample now, double seconds) {
        Table table = table("DEVICE", "device").column("MAPPED AS", "mappings");
        now.devices()
                .forEach((name, load) -> table.row(row(
                        name,
                        load.since(before.devices().getOrDefault(name, Load.NONE)),
                        seconds,
                        now.inFlightByDevice().getOrDefault(name, 0L),
                        now.mappings().get(name))));
        return table;
    }

    private static Table initiators(Sample before, Sample now, double seconds) {
        Map<String, Load> loads = new TreeMap<>();
        now.sessions().forEach((id, session) -> {
            Load earlier = before.sessions().getOrDefault(id, SessionLoad.NONE).load();
            loads.merge(session.initiator(), session.load().since(earlier), Load::plus);
        });
        Table table = table("INITIATOR", "initiator");
        loads.forEach((name, load) ->
                table.row(row(name, load, seconds, now.inFlightByInitiator().getOrDefault(name, 0L))));
        return table;
    }

    private static Table table(String title, String key) {
        return new Table()
                .column(title, key)
                .column("READ/s", "reads_per_second")
                .column("WRITE/s", "writes_per_second")
                .column("READ MB/s", "read_megabytes_per_second")
                .column("WRITE MB/s", "written_megabytes_per_second")
                .column("P50 us", "latency_p50_microseconds")
                .column("P99 us", "latency_p99_microseconds")
                .column("IN FLIGHT", "commands_in_flight");
    }

    private static Object[] row(String name, Load load, double seconds, long inFlight, Object... more) {
        Object[] row = new Object[8 + more.length];
        Object[] first = {
            name,
            Math.round(load.reads() / seconds),
            Math.round(load.writes() / seconds),
            tenths(load.readBytes() / seconds / MEGA),
            tenths(load.writtenBytes() / seconds / MEGA),
            tenths(load.latencyMicros(0.5)),
            tenths(load.latencyMicros(0.99)),
            inFlight
        };
        System.arraycopy(first, 0, row, 0, first.length);
        System.arraycopy(more, 0, row, first.length, more.length);
        return row;
    }

    private static Double tenths(Double number) {
        return number == null ? null : (Double) (Math.round(number * 10) / 10.0);
    }
}
