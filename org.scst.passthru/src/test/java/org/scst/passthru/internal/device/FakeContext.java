package org.scst.passthru.internal.device;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.scst.core.device.DataMemory;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/** Core's side of a device without threads: the test runs what was handed to the executor, and sees what was said. Commands may be completed on any thread. */
final class FakeContext implements DeviceContext {
    final Map<Long, Outcome> completed = new ConcurrentHashMap<>();
    final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
    final List<String> leases = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final Set<Object> preventing = new HashSet<>();
    AdditionalSense notReady;
    String reason;
    Sense pending;
    int changes;
    int mediumChanges;

    void runAll() {
        for (Runnable next = submitted.poll(); next != null; next = submitted.poll()) {
            next.run();
        }
    }

    @Override
    public String name() {
        return "real1";
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
        throw new AssertionError("some nexus knows it already");
    }

    @Override
    public void establish(DeviceCommand except, Sense unitAttention, Runnable done) {
        told.add("all but " + except.nexusIdentity() + ": " + unitAttention.additional());
        done.run();
    }

    @Override
    public void preventRemoval(DeviceCommand command, boolean prevent) {
        if (prevent) {
            preventing.add(command.nexusIdentity());
        } else {
            preventing.remove(command.nexusIdentity());
        }
    }

    @Override
    public Sense takeUnitAttention(DeviceCommand command) {
        Sense taken = pending;
        pending = null;
        return taken;
    }

    @Override
    public boolean removalPrevented() {
        return !preventing.isEmpty();
    }

    @Override
    public void changed() {
        changes++;
    }

    @Override
    public void mediumMayHaveChanged() {
        mediumChanges++;
    }

    @Override
    public void notReady(AdditionalSense additionalSense, String why) {
        notReady = additionalSense;
        reason = why;
    }

    @Override
    public void ready() {
        notReady = null;
        reason = null;
    }

    @Override
    public void notReady(Sense sense, String why) {
        throw new AssertionError("nothing makes progress here");
    }

    @Override
    public void reopen(String why, Duration limit) {
        throw new AssertionError("it looks for its device itself");
    }

    @Override
    public DataMemory dataMemory() {
        throw new AssertionError("no other process serves it");
    }

    @Override
    public void latchWriteError(String why) {
        throw new AssertionError("nothing is cached here");
    }

    @Override
    public String latchedWriteError() {
        return null;
    }

    @Override
    public void remember(String state) {
        throw new AssertionError("the device remembers");
    }

    @Override
    public String remembered() {
        return "";
    }

    @Override
    public void keep(String what, String state) {
        throw new AssertionError("nothing is kept here");
    }

    @Override
    public String kept(String what) {
        return "";
    }

    @Override
    public Path keptFile(String what) {
        throw new AssertionError("nothing is kept here");
    }

    @Override
    public void resting(AdditionalSense condition) {
        throw new AssertionError("the device says so itself");
    }

    @Override
    public void space(long available, long total) {
        throw new AssertionError("no storage of this machine");
    }

    @Override
    public void awaitGrace(Runnable passed) {
        passed.run();
    }

    @Override
    public byte[] currentModePage(int pageCode, int subpageCode) {
        return null;
    }
}
