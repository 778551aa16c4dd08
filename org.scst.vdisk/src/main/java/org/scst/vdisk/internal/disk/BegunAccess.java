package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.store.BackingStore;

/**
 * A read or write that the store has begun for a command, which it answers when that has ended.
 *
 * <p><i>Threading:</i> used by whoever has it: the thread that begins it, then the one that the store tells. <i>Ownership:</i> of
 * {@link BegunAccesses}, where it goes back when it was told, for the next command; it keeps nothing of the one before.
 */
final class BegunAccess implements BackingStore.Listener {
    private final BegunAccesses home;
    /** In the list of those that are free. */
    BegunAccess next;

    private DeviceCommand command;
    private long token;
    private long lba;
    private long held;

    BegunAccess(BegunAccesses home) {
        this.home = home;
    }

    /** @param hold on atomic writes until it has ended; 0 for none */
    void belongsTo(DeviceCommand whose, long hold) {
        command = whose;
        token = whose.token();
        lba = whose.windowLba();
        held = hold;
    }

    /** Keeps nothing, and says whose it was; {@code null} when it was told already. */
    DeviceCommand forget() {
        DeviceCommand whose = command;
        command = null;
        return whose;
    }

    @Override
    public void ended(IOException failure) {
        long answers = token;
        long place = lba;
        long hold = held;
        DeviceCommand whose = forget();
        if (whose == null) {
            throw new IllegalStateException("the end of an access was told twice");
        }
        home.giveBack(this);
        home.ended(whose, answers, place, hold, failure);
    }
}
