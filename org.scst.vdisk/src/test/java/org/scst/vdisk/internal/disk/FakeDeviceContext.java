package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/** Core's side of a device without threads: the test runs what was handed to the executor, and sees what was said. */
public final class FakeDeviceContext implements DeviceContext {
    final Map<Long, Outcome> completed = new HashMap<>();
    public boolean removalPrevented;
    final List<String> latched = new ArrayList<>();
    final List<String> spaces = new ArrayList<>();
    final List<String> leases = new ArrayList<>();
    public final Deque<Runnable> submitted = new ArrayDeque<>();
    String remembered = "";
    public AdditionalSense notReady;
    public String reason;
    final Map<String, String> kept = new HashMap<>();
    /** What cannot be kept, and what happens then. */
    String unkept = "";

    KeepFailure keepFailure = () -> {};
    AdditionalSense resting;
    final List<Sense> notReadySenses = new ArrayList<>();
    private Path folder;
    public final List<String> reopened = new ArrayList<>();
    public int changes;
    public int graces;
    public int mediumChanges;
    boolean applicationTagsOwned = true;
    final List<AdditionalSense> established = new ArrayList<>();

    /** Keeps files in this folder, the caller's, instead of one that the first file makes. */
    FakeDeviceContext keepingIn(Path existing) {
        folder = existing;
        return this;
    }

    /** Throws what keeping something ends with. */
    interface KeepFailure {
        void happen() throws IOException;
    }

    /** Runs whatever was submitted, and what that submits. */
    public void runAll() {
        for (Runnable next = submitted.poll(); next != null; next = submitted.poll()) {
            next.run();
        }
    }

    @Override
    public void reopen(String reason, Duration limit) {
        reopened.add(reason);
    }

    @Override
    public DataMemory dataMemory() {
        throw new UnsupportedOperationException("no memory of its own here");
    }

    @Override
    public String name() {
        return "disk1";
    }

    @Override
    public boolean complete(DeviceCommand command, long token, Outcome outcome) {
        return completed.put(token, outcome) == null;
    }

    @Override
    public Executor executor() {
        return submitted::add;
    }

    @Override
    public Lease lease(String backingObject) {
        leases.add(backingObject);
        return () -> leases.remove(backingObject);
    }

    @Override
    public void establish(AdditionalSense unitAttention) {
        established.add(unitAttention);
    }

    @Override
    public void establish(DeviceCommand except, Sense unitAttention, Runnable told) {
        throw new IllegalStateException("no virtual disk passes on what a device has reported");
    }

    @Override
    public void preventRemoval(DeviceCommand command, boolean prevent) {
        throw new IllegalStateException("core processes PREVENT ALLOW MEDIUM REMOVAL for virtual disks");
    }

    @Override
    public Sense takeUnitAttention(DeviceCommand command) {
        throw new IllegalStateException("core processes REQUEST SENSE for virtual disks");
    }

    @Override
    public void changed() {
        changes++;
    }

    @Override
    public void notReady(AdditionalSense additionalSense, String why) {
        notReady = additionalSense;
        reason = why;
    }

    @Override
    public void notReady(Sense sense, String why) {
        notReady = sense.additional();
        notReadySenses.add(sense);
        reason = why;
    }

    @Override
    public void keep(String what, String state) throws IOException {
        if (what.equals(unkept)) {
            keepFailure.happen();
        }
        kept.put(what, state);
    }

    @Override
    public String kept(String what) {
        return kept.getOrDefault(what, "");
    }

    @Override
    public Path keptFile(String what) throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("scst-kept");
            folder.toFile().deleteOnExit();
        }
        Path file = folder.resolve(what);
        file.toFile().deleteOnExit();
        return file;
    }

    @Override
    public void mediumMayHaveChanged() {
        mediumChanges++;
    }

    @Override
    public void resting(AdditionalSense condition) {
        resting = condition;
    }

    @Override
    public void ready() {
        notReady = null;
        reason = null;
    }

    @Override
    public void awaitGrace(Runnable passed) {
        graces++;
        passed.run();
    }

    @Override
    public boolean removalPrevented() {
        return removalPrevented;
    }

    @Override
    public void latchWriteError(String why) {
        latched.add(why);
    }

    @Override
    public String latchedWriteError() {
        return latched.isEmpty() ? null : latched.getFirst();
    }

    @Override
    public void remember(String state) {
        remembered = state;
    }

    @Override
    public String remembered() {
        return remembered;
    }

    @Override
    public void space(long available, long total) {
        spaces.add(available + " of " + total);
    }

    @Override
    public byte[] currentModePage(int pageCode, int subpageCode) {
        return new byte[] {0, 0, 0, (byte) (applicationTagsOwned ? 0x80 : 0), 0, 0, 0, 0, 0, 0};
    }
}
