package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/**
 * A disk that answers when the test says so, two initiators, and what they do about task sets.
 *
 * <p><i>Threading:</i> confined to the test.
 */
abstract class SharedDisk {
    /** Bytes 2, 3 and 5 of the Control mode page. */
    static final int PER_NEXUS = 0x20;

    static final int TMF_ONLY = 0x10;
    static final int UNRESTRICTED = 0x10;
    static final int ABORT_ALL = 0x02;
    static final int ABORT_OWN = 0x06;
    static final int TAS = 0x40;

    private static final int NACA = 0x04;
    private static final int BEYOND = 1000;

    CommandPath path;
    CommandPath.Unit disk;
    FakeNexusTransport a;
    FakeNexusTransport b;

    @BeforeEach
    void mapOneDiskForTwo() {
        path = new CommandPath();
        disk = path.map(0, 64);
        a = path.initiator("a");
        b = path.initiator("b");
        disk.device.manner(Manner.BY_TOKEN);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.answerAll(disk);
        path.close();
        assertEquals(0, a.live());
        assertEquals(0, b.live());
    }

    /** The Control mode page is changed by {@code a}, and {@code b} has been told. */
    void control(int byte2, int byte3, int byte5) {
        long select = CommandPath.selectControl(a, 0, byte2, byte3, byte5);
        path.run();
        assertGood(a.outcome(select));
        b.send(0, testUnitReady());
        path.run();
    }

    /** TST=000b. */
    void share() {
        control(0, UNRESTRICTED, 0);
    }

    long read(FakeNexusTransport by, int lba, TaskAttribute attribute) {
        return read(by, read10(lba, 1), attribute);
    }

    long read(FakeNexusTransport by, byte[] cdb, TaskAttribute attribute) {
        long tag = by.send(by.command(0, cdb).expectedDataIn(BLOCK).attribute(attribute));
        path.run();
        return tag;
    }

    /** READ(10) with NACA=1. */
    static byte[] normalAca(int lba) {
        byte[] cdb = read10(lba, 1);
        cdb[9] = NACA;
        return cdb;
    }

    /** A command that ends CHECK CONDITION with NACA=1. */
    long fault(FakeNexusTransport by) {
        return read(by, normalAca(BEYOND), TaskAttribute.SIMPLE);
    }

    /** A command that ends CHECK CONDITION with NACA=0. */
    long fail(FakeNexusTransport by) {
        return read(by, BEYOND, TaskAttribute.SIMPLE);
    }

    ServiceResponse manage(FakeNexusTransport by, TaskManagementFunction function) {
        TaskManagementRequest request = by.manage(function, 0, 0);
        path.run();
        return by.response(request);
    }

    /** First blocks of what the device has. */
    List<Long> atTheDevice() {
        return disk.device.asked().stream().map(asked -> asked.command().lba()).toList();
    }

    void answer() {
        disk.device.answer();
        path.run();
    }
}
