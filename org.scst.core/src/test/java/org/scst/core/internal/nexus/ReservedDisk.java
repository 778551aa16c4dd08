package org.scst.core.internal.nexus;

import static org.scst.core.internal.nexus.CommandPath.persistentReserveIn;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveOut;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.scst.core.scsi.Outcome;
import org.scst.testkit.FakeNexusTransport;

/** One disk and three initiators, whose keys are Ah, Bh and Ch. */
abstract class ReservedDisk {
    static final int REGISTER = 0;
    static final int RESERVE = 1;
    static final int RELEASE = 2;
    static final int CLEAR = 3;
    static final int PREEMPT = 4;
    static final int PREEMPT_AND_ABORT = 5;
    static final int MOVE = 7;

    static final int WRITE_EXCLUSIVE = 1;
    static final int EXCLUSIVE_ACCESS = 3;
    static final int WRITE_EXCLUSIVE_REGISTRANTS_ONLY = 5;
    static final int EXCLUSIVE_ACCESS_REGISTRANTS_ONLY = 6;
    static final int APTPL = 1;

    CommandPath path;
    CommandPath.Unit disk;
    FakeNexusTransport a;
    FakeNexusTransport b;
    FakeNexusTransport c;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        a = path.initiator("a");
        b = path.initiator("b");
        c = path.initiator("c");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
    }

    Outcome send(FakeNexusTransport by, byte[] cdb) {
        long tag = by.read(0, cdb, 512);
        path.run();
        return by.outcome(tag);
    }

    /** Begins a PERSISTENT RESERVE OUT; {@link CommandPath#run} goes on with it. */
    long begin(FakeNexusTransport by, int action, int type, byte[] list) {
        return by.write(0, persistentReserveOut(action, type, list.length), list);
    }

    Outcome out(FakeNexusTransport by, int action, int type, byte[] list) {
        long tag = begin(by, action, type, list);
        path.run();
        return by.outcome(tag);
    }

    Outcome out(FakeNexusTransport by, int action, int type, long key, long serviceActionKey) {
        return out(by, action, type, reservationKeys(key, serviceActionKey, 0));
    }

    byte[] in(FakeNexusTransport by, int action) {
        long tag = by.read(0, persistentReserveIn(action, 4096), 4096);
        path.run();
        return by.ending(tag).data();
    }

    void registerAll() {
        out(a, REGISTER, 0, 0, 0xA);
        out(b, REGISTER, 0, 0, 0xB);
        out(c, REGISTER, 0, 0, 0xC);
    }
}
