package org.scst.vdisk.internal.file;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.scst.core.device.DataMemory;
import org.scst.core.store.StoreContext;

/** The disk's side of a store: remembers what it was told; the test looks by hand. */
final class FakeStoreContext implements StoreContext {
    final List<String> leases = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    Runnable look;
    String holder;
    String space = "";
    long free = -1;

    @Override
    public Lease lease(String backingObject) throws IOException {
        if (holder != null) {
            throw new IOException(backingObject + " is held by " + holder);
        }
        leases.add(backingObject);
        return () -> leases.remove(backingObject);
    }

    @Override
    public Watch watch(Runnable what) {
        look = what;
        return () -> look = null;
    }

    /** A thread for each task: what waits for the kernel cannot run on the test's own. */
    @Override
    public Executor executor() {
        return task -> Thread.ofPlatform().daemon().start(task);
    }

    @Override
    public void resized() {
        told.add("resized");
    }

    @Override
    public void mediumMayHaveChanged() {
        told.add("another medium");
    }

    @Override
    public void free(long available) {
        free = available;
    }

    @Override
    public void space(long available, long total) {
        space = available + " of " + total;
    }

    @Override
    public void lost(String reason) {
        told.add("lost: " + reason);
    }

    @Override
    public void found() {
        told.add("found");
    }

    @Override
    public void reopen(String reason, Duration limit) {
        told.add("reopen: " + reason);
    }

    @Override
    public DataMemory dataMemory() {
        throw new UnsupportedOperationException("no memory of its own");
    }
}
