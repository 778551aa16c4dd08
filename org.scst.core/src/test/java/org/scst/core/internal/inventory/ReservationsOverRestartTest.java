package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.inventory.Platform.DISK;
import static org.scst.core.internal.inventory.Platform.TARGET;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveIn;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveOut;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.Problem;
import org.scst.core.admin.ReservationsSnapshot;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** Persistent reservations from one mid-layer to the next, and in the hands of an operator. */
class ReservationsOverRestartTest {
    private static final int APTPL = 1;
    private static final int ALL_TG_PT = 4;

    @TempDir
    private Path state;

    private Platform platform;

    @BeforeEach
    void serve() throws IOException {
        platform = new Platform(state).serving();
    }

    private Outcome send(FakeNexusTransport by, byte[] cdb) {
        long tag = by.read(0, cdb, FakeDevice.BLOCK);
        platform.run();
        return by.outcome(tag);
    }

    private Outcome out(FakeNexusTransport by, int action, int type, long key, long next, int flags) {
        long tag = by.write(0, persistentReserveOut(action, type, 24), reservationKeys(key, next, flags));
        platform.run();
        return by.outcome(tag);
    }

    private FakeNexusTransport initiator(String name) {
        FakeNexusTransport initiator = platform.initiator(name);
        while (send(initiator, testUnitReady()).status() == Status.CHECK_CONDITION) {
            // unit attentions
        }
        return initiator;
    }

    /** Registers and reserves, exclusive access, for the initiator a. */
    private void reserve(int flags) {
        FakeNexusTransport a = initiator("a");
        assertGood(out(a, 0, 0, 0, 0xA, flags));
        assertGood(out(a, 1, 3, 0xA, 0, 0));
    }

    private ReservationsSnapshot shown() {
        return new ReservationViews(platform.midLayer).of("disk1").orElseThrow();
    }

    private Path file() throws IOException {
        try (var files = Files.list(state.resolve("reservations"))) {
            return files.toList().getFirst();
        }
    }

    @Test
    void shouldShutOthersOutAfterACrashFromTheFirstCommandOn() throws IOException {
        reserve(APTPL);
        platform = new Platform(state).serving();
        assertStatus(send(platform.initiator("b"), read10(0, 1)), Status.RESERVATION_CONFLICT);
        assertGood(send(initiator("a"), read10(0, 1)));
        assertEquals(0, shown().generation(), "a loss of power begins it anew");
        assertTrue(shown().persistent());
    }

    @Test
    void shouldForgetAtACrashWhatAptplDoesNotKeep() throws IOException {
        reserve(0);
        platform = new Platform(state).serving();
        assertGood(send(initiator("b"), read10(0, 1)));
        assertEquals(List.of(), shown().registrants());
    }

    @Test
    void shouldCarryEverythingOverAPlannedRestart() throws IOException {
        reserve(0);
        String before = shown().text();
        platform.midLayer.stop(false);
        platform.run();
        platform = new Platform(state).serving();
        assertEquals(before, shown().text());
        assertStatus(send(platform.initiator("b"), read10(0, 1)), Status.RESERVATION_CONFLICT);
        assertFalse(shown().registrants().isEmpty());
    }

    @Test
    void shouldKeepThemWhileTheHandlerIsUpdated() {
        reserve(0);
        platform.midLayer.handlerLeft(platform.handler);
        platform.run();
        FakeNexusTransport b = initiator("b");
        long waiting = b.read(0, read10(0, 1), FakeDevice.BLOCK);
        assertGood(out(b, 0, 0, 0, 0xB, 0));
        platform.handlerComes();
        assertStatus(b.outcome(waiting), Status.RESERVATION_CONFLICT);
        assertEquals(2, shown().registrants().size());
    }

    @Test
    void shouldNotServeADeviceWhoseFileIsDamagedUntilItIsCured() throws IOException {
        reserve(APTPL);
        Path damaged = file();
        Files.writeString(damaged, "scst-reservations 1 0\n");
        platform = new Platform(state);
        platform.serving();
        Problem problem = platform.apply().problems().getFirst();
        assertEquals("disk1", problem.name());
        assertTrue(problem.cure().contains(damaged.toString()), problem.cure());
        FakeNexusTransport b = platform.initiator("b");
        send(b, testUnitReady());
        assertSense(
                send(b, read10(0, 1)), SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        assertSense(
                send(b, persistentReserveIn(0, 255)),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
        assertSense(
                out(b, 0, 0, 0, 0xB, 0),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
        assertEquals("scst-reservations 1 0\n", Files.readString(damaged), "nothing replaces what must be looked at");
        Files.delete(damaged);
        assertEquals(List.of(), platform.apply().problems());
        assertGood(out(b, 0, 0, 0, 0xB, 0));
        assertGood(send(b, read10(0, 1)));
    }

    @Test
    void shouldRegisterAtAllTargets() {
        platform.file(TARGET, "second", Map.of("name", "iqn.b", "lun.0", "disk1"));
        platform.apply();
        assertGood(out(initiator("a"), 0, 0, 0, 0xA, ALL_TG_PT));
        assertEquals(
                List.of("iqn.a", "iqn.b"),
                shown().registrants().stream()
                        .map(ReservationsSnapshot.RegistrantSnapshot::target)
                        .toList());
        FakeNexusTransport second = new FakeNexusTransport().open(platform.driver.port("iqn.b"), "a", platform.loop);
        platform.run();
        send(second, testUnitReady());
        assertGood(out(second, 1, 1, 0xA, 0, 0));
    }

    @Test
    void shouldShowThemToAnOperator() {
        reserve(APTPL);
        ReservationsSnapshot shown = shown();
        assertEquals("exclusive access", shown.type());
        assertEquals(1, shown.generation());
        ReservationsSnapshot.RegistrantSnapshot one = shown.registrants().getFirst();
        assertEquals("000000000000000a", one.key());
        assertTrue(one.holder() && one.loggedIn());
        assertTrue(new ReservationViews(platform.midLayer).of("disk9").isEmpty());
    }

    private void restore(String text) {
        CompletableFuture<Void> done =
                new ReservationViews(platform.midLayer).restore("disk1", text).toCompletableFuture();
        platform.run();
        done.join();
    }

    @Test
    void shouldPutBackWhatAnOperatorHasKept() throws IOException {
        reserve(APTPL);
        String kept = shown().text();
        FakeNexusTransport a = initiator("a");
        assertGood(out(a, 3, 0, 0xA, 0, 0));
        FakeNexusTransport b = initiator("b");
        assertGood(out(b, 0, 0, 0, 0xB, 0));
        restore(kept);
        assertEquals(kept, shown().text());
        assertSense(send(b, testUnitReady()), AdditionalSense.RESERVATIONS_PREEMPTED);
        assertStatus(send(b, read10(0, 1)), Status.RESERVATION_CONFLICT);
        platform = new Platform(state).serving();
        assertStatus(send(platform.initiator("b"), read10(0, 1)), Status.RESERVATION_CONFLICT);
    }

    @Test
    void shouldNotPutBackWhatIsNoState() {
        reserve(0);
        String before = shown().text();
        assertThrows(CompletionException.class, () -> restore("version 2\n"));
        assertEquals(before, shown().text());
    }

    @Test
    void shouldNotPutAnythingBackWhileAnInitiatorHoldsAReserve() {
        FakeNexusTransport a = initiator("a");
        assertGood(send(a, new byte[] {0x16, 0, 0, 0, 0, 0}));
        assertThrows(CompletionException.class, () -> restore("version 1\n"));
    }

    @Test
    void shouldBelongToItsDiskOnly() {
        platform.file(DISK, "disk2", Map.of())
                .file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.1", "disk2"));
        platform.apply();
        reserve(0);
        assertTrue(new ReservationViews(platform.midLayer)
                .of("disk2")
                .orElseThrow()
                .registrants()
                .isEmpty());
    }
}
