package org.scst.runtime.console.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code reservations}: who has registered with a device and who has reserved it, to be seen, kept elsewhere and put back. */
final class Reservations implements Command {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String TEXT = "--text";
    private static final String RESTORE = "--restore";
    private static final long MOST_BYTES = 15 << 20;

    private final Services services;

    Reservations(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public String purpose() {
        return "Show the persistent reservations of a device, or put back what was kept of them";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "DEVICE [--text] | DEVICE --restore FILE [--force]",
                        1,
                        1,
                        Grammar.flag(TEXT),
                        Grammar.value(RESTORE, Noun.FILE),
                        Grammar.flag(TouchedSessions.FORCE))
                .with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("disk1", "who has registered, under which key, and who holds the reservation"),
                new Example("disk1 --text >disk1.pr", "keeps them, in the form of SCST's pr_state"),
                new Example("disk1 --restore disk1.pr", "puts them back, here or on the machine that takes over"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String device = words.word(0).orElseThrow();
        Administration core = services.core();
        ReservationsSnapshot found = core.reservations(device)
                .orElseThrow(() -> CommandFailure.failed(
                        "there is no device \"" + device + "\" whose reservations are known",
                        "\"devices\" lists their names, \"status\" what is wrong with others"));
        if (words.option(RESTORE).isPresent()) {
            if (words.has(TEXT)) {
                throw CommandFailure.usage(
                        "these do not go together", "it takes: " + grammar().synopsis());
            }
            Path file = conversation.folder().resolve(words.option(RESTORE).orElseThrow());
            return restore(core, device, file, words.has(TouchedSessions.FORCE), conversation);
        }
        if (words.has(TEXT)) {
            return Answer.done(found.text(), Answer.object("device", device, "text", found.text()));
        }
        return show(device, found);
    }

    private static Answer show(String device, ReservationsSnapshot found) {
        Table table = new Table()
                .column("INITIATOR PORT", "initiator_port")
                .column("TARGET", "target")
                .column("PORT", "relative_target_port")
                .column("KEY", "key")
                .column("HOLDER", "holder")
                .column("LOGGED IN", "logged_in");
        found.registrants()
                .forEach(one -> table.row(
                        one.initiator(),
                        one.target(),
                        one.relativePortIdentifier(),
                        one.key(),
                        one.holder(),
                        one.loggedIn()));
        String kept = found.persistent() ? "kept over a loss of power" : "forgotten at a loss of power";
        String reserved = found.type().isEmpty() ? "not reserved" : "reserved, " + found.type();
        String text = Plain.of("\"" + device + "\" is " + reserved + "; generation " + found.generation() + ", " + kept)
                + "\n" + table.text("Nobody is registered.");
        return Answer.done(
                text,
                Answer.object(
                        "device", device,
                        "type", found.type(),
                        "generation", found.generation(),
                        "persistent", found.persistent(),
                        "registrants", table.json()));
    }

    private static Answer restore(
            Administration core, String device, Path file, boolean force, Conversation conversation)
            throws CommandFailure {
        String text = read(file);
        TouchedSessions touched = TouchedSessions.thatSee(core, Set.of(device));
        touched.require(
                force,
                "sessions that see \"" + device + "\" may lose what they have registered or reserved",
                "repeat it with --force, or end the sessions first");
        try {
            conversation.await(core.restoreReservations(device, text), LIMIT);
        } catch (ExecutionException refused) {
            String why = String.valueOf(refused.getCause().getMessage());
            throw refused.getCause() instanceof IllegalArgumentException
                    ? CommandFailure.failed(
                            file + " holds no persistent reservations: " + why,
                            "restore what \"reservations DEVICE --text\" has written")
                    : CommandFailure.failed("they are not restored: " + why, "see the log, and \"status\"");
        } catch (TimeoutException | InterruptedException late) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "they are not known to be in force yet",
                    "see \"reservations " + device + "\"",
                    List.of());
        }
        return Answer.done(
                Plain.of("The persistent reservations of \"" + device + "\" are those of " + file + " now.") + "\n"
                        + touched.text("Sessions that see it:"),
                Answer.object("device", device, "restored", true, "sessions", touched.json()));
    }

    private static String read(Path file) throws CommandFailure {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw CommandFailure.failed(file + " is too large to be that", "name another file");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandFailure.failed(file + " cannot be read: " + e, "name a text file that the target may read");
        }
    }
}
