package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentReservationsTest {
    private static final ReservationState VOLATILE =
            new Cluster().register(A, 0xA).reserve(A, ReservationType.WRITE_EXCLUSIVE).state;
    private static final ReservationState PERSISTENT = VOLATILE.persistent(true);

    @TempDir
    Path state;

    /** As a process finds it that starts now. */
    private PersistentReservations started() {
        return new ReservationFolder(state, Runnable::run).of("serial");
    }

    private Path file() {
        return state.resolve("reservations/serial");
    }

    @Test
    void shouldBeginWithNothing() {
        assertSame(ReservationState.NONE, started().state());
        assertNull(started().damage());
    }

    @Test
    void shouldForgetAtALossOfPowerWhatWasNotToOutliveIt() throws IOException {
        started().keep(VOLATILE);
        assertSame(ReservationState.NONE, started().state());
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldKnowAfterALossOfPowerWhatWasToOutliveIt() throws IOException {
        started().keep(PERSISTENT);
        assertEquals(PERSISTENT.generation(0), started().state());
    }

    @Test
    void shouldForgetWhatIsNotToOutliveALossOfPowerAnyMore() throws IOException {
        PersistentReservations reservations = started();
        reservations.keep(PERSISTENT);
        reservations.keep(VOLATILE);
        assertSame(ReservationState.NONE, started().state());
        reservations.keep(PERSISTENT);
        reservations.keep(PERSISTENT.without(PERSISTENT.registrants()));
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldBeTheOldOrTheNewAfterACrashWhileItIsWritten() throws IOException {
        ReservationState next = PERSISTENT.with(java.util.List.of(B), 0xB).counted();
        PersistentReservations reservations = started();
        reservations.keep(next);
        byte[] written = Files.readAllBytes(file());
        reservations.keep(PERSISTENT);
        for (int length = 0; length <= written.length; length++) {
            Files.write(file().resolveSibling("serial.new"), Arrays.copyOf(written, length));
            assertEquals(PERSISTENT.generation(0), started().state(), "cut at " + length);
        }
        Files.write(file(), written);
        assertEquals(next.generation(0), started().state());
    }

    @Test
    void shouldNeverTakeADamagedFileForAState() throws IOException {
        started().keep(PERSISTENT);
        byte[] written = Files.readAllBytes(file());
        for (int length = 0; length < written.length; length++) {
            Files.write(file(), Arrays.copyOf(written, length));
            PersistentReservations reservations = started();
            assertNotNull(reservations.damage(), "cut at " + length);
            assertSame(ReservationState.NONE, reservations.state());
            assertThrows(
                    IOException.class, () -> reservations.keep(VOLATILE), "nothing replaces what must be looked at");
        }
        assertEquals(written.length - 1, Files.size(file()));
    }

    @Test
    void shouldServeAgainOnceTheFileIsCured() throws IOException {
        started().keep(PERSISTENT);
        Files.write(file(), new byte[5]);
        PersistentReservations reservations = started();
        Files.delete(file());
        reservations.load();
        assertNull(reservations.damage());
        reservations.keep(PERSISTENT);
        assertEquals(PERSISTENT.generation(0), started().state());
    }

    @Test
    void shouldStayAsItWasWhenTheFileCannotBeWritten() throws IOException {
        PersistentReservations reservations = started();
        reservations.keep(PERSISTENT);
        Path blocked = file().resolveSibling("serial.new");
        Files.createDirectories(blocked.resolve("in the way"));
        ReservationState next = PERSISTENT.with(java.util.List.of(B), 0xB);
        assertThrows(IOException.class, () -> reservations.keep(next));
        assertSame(PERSISTENT, reservations.state());
        assertEquals(PERSISTENT.generation(0), started().state());
        Files.delete(blocked.resolve("in the way"));
        Files.delete(blocked);
        reservations.keep(next);
        assertEquals(next.generation(0), started().state());
    }

    @Test
    void shouldWriteAgainAfterAFailureThatItDoesNotKnowTheEndOf() throws IOException {
        PersistentReservations reservations = started();
        reservations.keep(PERSISTENT);
        Path blocked = file().resolveSibling("serial.new");
        Files.createDirectories(blocked.resolve("in the way"));
        assertThrows(IOException.class, () -> reservations.keep(PERSISTENT.counted()));
        Files.delete(blocked.resolve("in the way"));
        Files.delete(blocked);
        Files.delete(file());
        reservations.keep(PERSISTENT);
        assertTrue(Files.exists(file()), "the same state is written, for the file may say something else");
    }

    @Test
    void shouldTakeFromAPlannedRestartWhatTheFileDoesNotContradict() throws IOException {
        ReservationState nobody = ReservationState.NONE.generation(9);
        assertEquals(nobody, restored(nobody));
        assertEquals(VOLATILE, restored(VOLATILE));
        assertSame(ReservationState.NONE, restored(PERSISTENT), "its file is gone: somebody has removed it");
        started().keep(PERSISTENT);
        assertEquals(PERSISTENT.generation(7), restored(PERSISTENT.generation(7)));
        assertEquals(PERSISTENT.generation(0), restored(VOLATILE), "the file was put there since");
        assertEquals(
                PERSISTENT.generation(0),
                restored(PERSISTENT.with(java.util.List.of(B), 0xB)),
                "another file was put there since");
    }

    private ReservationState restored(ReservationState kept) {
        PersistentReservations reservations = started();
        reservations.restore(kept);
        return reservations.state();
    }

    @Test
    void shouldKeepEachSerialNumberInAFileOfThatFolder() throws IOException {
        PersistentReservations reservations = new ReservationFolder(state, Runnable::run).of("../..");
        reservations.keep(PERSISTENT);
        try (var files = Files.list(state.resolve("reservations"))) {
            assertEquals(1, files.count());
        }
    }
}
