package org.scst.vdisk.internal.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/** Core's side of a device without threads: the test runs what was handed to the executor, and sees what was said. */
public final class FakeDeviceContext implements DeviceContext {
    final Map<Long, Outcome> completed = new HashMap<>();
    boolean removalPrevented;
    final List<String> latched = new ArrayList<>();
    final List<String> spaces = new ArrayList<>();
    final List<String> leases = new ArrayList<>();
    final Deque<Runnable> submitted = new ArrayDeque<>();
    String remembered = "";
    AdditionalSense notReady;
    String reason;
    final Map<String, String> kept = new HashMap<>();
    AdditionalSense resting;
    final List<Sense> notReadySenses = new ArrayList<>();
    int changes;
    int graces;

    /** Runs whatever was submitted, and what that submits. */
    void runAll() {
        for (Runnable next = submitted.poll(); next != null; next = submitted.poll()) {
            next.run();
        }
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
    public void keep(String what, String state) {
        kept.put(what, state);
    }

    @Override
    public String kept(String what) {
        return kept.getOrDefault(what, "");
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
        throw new UnsupportedOperationException("no mode pages here");
    }
}
