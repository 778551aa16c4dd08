package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeNexusTransport;

/** A disk whose storage is open only while a target port of this machine gives access to it. */
class BoundDeviceTest {
    private static final AdditionalSense IN_STANDBY =
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE;

    @TempDir
    Path state;

    private Platform platform;
    private FakeNexusTransport a;

    @BeforeEach
    void serveOneBoundDisk() throws IOException {
        platform = new Platform(state);
        platform.handlerComes();
        platform.midLayer.driverArrived(platform.driver);
        platform.file(Platform.DISK, "disk1", Map.of("bind_alua_state", "true"))
                .file(Platform.TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1"))
                .file(ConfiguredObjects.DEVICE_GROUP_PID, "dg", Map.of("devices", "disk1", "expl_alua", "true"));
    }

    private void in(String word) {
        platform.file(
                ConfiguredObjects.TARGET_GROUP_PID,
                "here",
                Map.of("device_group", "dg", "group_id", "1", "state", word, "targets", "iqn.a"));
        platform.apply();
    }

    private void loggedIn() {
        a = platform.initiator("a");
        ready();
    }

    private Outcome ready() {
        long tag = a.send(0, testUnitReady());
        platform.run();
        return a.outcome(tag);
    }

    private Outcome read() {
        long tag = a.read(0, read10(0, 1), 512);
        platform.run();
        return a.outcome(tag);
    }

    private Outcome set(int code) {
        byte[] cdb = ByteBuffer.allocate(12)
                .put((byte) 0xA4)
                .put((byte) 0x0A)
                .putInt(6, 8)
                .array();
        long tag = a.write(0, cdb, HexFormat.of().parseHex("000000000" + code + "000001"));
        platform.run();
        return a.outcome(tag);
    }

    private Device device() {
        return platform.midLayer.devices().all().get("disk1");
    }

    @Test
    void shouldNotOpenWhatIsInStandbyFromTheBeginning() {
        in("standby");

        assertEquals(0, platform.handler.opened().size());
        assertEquals("standby", device().words().state());
        loggedIn();
        assertSense(read(), IN_STANDBY);
        in("unavailable");
        assertSense(read(), AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE);
    }

    @Test
    void shouldFlushAndCloseBeforeTheChangeIsInForce() {
        in("active");
        loggedIn();
        FakeDevice first = platform.handler.newest();
        first.manner(FakeDevice.Manner.BY_TOKEN);
        long inside = a.read(0, read10(0, 1), 512);
        platform.run();

        platform.file(
                ConfiguredObjects.TARGET_GROUP_PID,
                "here",
                Map.of("device_group", "dg", "group_id", "1", "state", "standby", "targets", "iqn.a"));
        assertNull(platform.apply());
        assertFalse(first.closed());
        first.answer();
        platform.run();

        assertGood(a.outcome(inside));
        assertTrue(first.closed());
        assertEquals(1, first.flushes());
        assertEquals("standby", device().words().state());
        assertSense(read(), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSense(read(), IN_STANDBY);
    }

    @Test
    void shouldOpenAgainWhenTheMediumIsToBeReached() {
        in("standby");
        loggedIn();

        in("nonoptimized");

        assertEquals(1, platform.handler.opened().size());
        assertSense(ready(), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertGood(read());
    }

    @Test
    void shouldCloseInTransitionToo() {
        in("active");

        in("transitioning");

        assertTrue(platform.handler.newest().closed());
    }

    @Test
    void shouldStayOpenWhenItIsNotBound() {
        platform.file(Platform.DISK, "disk1", Map.of());
        in("active");

        in("standby");

        assertFalse(platform.handler.newest().closed());
        assertEquals("ready", device().words().state());
    }

    @Test
    void shouldTellInitiatorsOnceWhenItCannotBeOpenedAgain() {
        in("standby");
        loggedIn();
        platform.handler.failure(new IOException("another machine has it"));

        in("active");

        assertSense(ready(), AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSense(ready(), AdditionalSense.IMPLICIT_ASYMMETRIC_ACCESS_STATE_TRANSITION_FAILED);
        assertSense(ready(), AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        platform.pass(Duration.ofSeconds(3));
        assertSense(ready(), AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        platform.handler.failure(null);
        platform.pass(Duration.ofSeconds(2));
        assertGood(ready());
    }

    @Test
    void shouldAnswerSetTargetPortGroupsWhenTheStorageIsClosedOrOpen() {
        in("active");
        loggedIn();

        assertGood(set(2));
        assertTrue(platform.handler.newest().closed());
        assertGood(set(0));
        assertEquals(2, platform.handler.opened().size());
        assertGood(read());
    }

    @Test
    void shouldFailSetTargetPortGroupsWhenTheStorageDoesNotOpen() {
        in("active");
        loggedIn();
        assertGood(set(2));
        platform.handler.failure(new IOException("another machine has it"));

        assertSense(set(0), AdditionalSense.SET_TARGET_PORT_GROUPS_COMMAND_FAILED);
    }

    @Test
    void shouldStayClosedWhenItsHandlerIsUpdatedMeanwhile() {
        in("standby");
        platform.midLayer.handlerLeft(platform.handler);
        platform.run();
        platform.handlerComes();

        assertEquals(0, platform.handler.opened().size());
        assertEquals("standby", device().words().state());
    }

    @Test
    void shouldFollowAChangeOfItsOwnFile() {
        in("standby");

        platform.file(Platform.DISK, "disk1", Map.of());
        platform.apply();
        assertEquals("ready", device().words().state());

        platform.file(Platform.DISK, "disk1", Map.of("bind_alua_state", "true"));
        platform.apply();
        assertEquals("standby", device().words().state());
        assertTrue(platform.handler.newest().closed());
    }
}
