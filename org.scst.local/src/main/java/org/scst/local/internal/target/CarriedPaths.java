package org.scst.local.internal.target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.core.target.Handover;
import org.scst.local.internal.fuse.FuseMount;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.handover.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on over an update, mounts, listening sockets and connections: what an earlier revision has left, until the targets are
 * there, and what this one leaves.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. <i>Ownership:</i> of the records in it.
 */
final class CarriedPaths {
    static final int VERSION = 1;
    private static final Logger LOG = LoggerFactory.getLogger(CarriedPaths.class);

    private final List<Handover.Carried> records = new ArrayList<>();
    private boolean leaving;
    private boolean given;

    /**
     * Takes what an earlier revision has left.
     *
     * @return what nobody can go on with; given
     */
    List<Handover.Carried> adopt(Handover left) {
        List<Handover.Carried> all = left.carried();
        if (left.version() != VERSION) {
            LOG.warn("What an earlier revision has left is given up: version {} is not known here", left.version());
            return all;
        }
        int mounts = (int) all.stream().filter(FuseMount::isOne).count();
        List<Handover.Carried> uncertain = new ArrayList<>();
        for (Handover.Carried carried : all) {
            if (!FuseMount.isOne(carried) || FuseMount.isCertain(carried, mounts)) {
                add(carried);
            } else {
                LOG.warn("A mount that an earlier process has left is given up: which it is cannot be told any more");
                uncertain.add(carried);
            }
        }
        return uncertain;
    }

    /** Another one; taken. It is given up when the next revision has been given all already. */
    void add(Handover.Carried carried) {
        add(List.of(carried));
    }

    /** What was served at a place; taken as the others. */
    void add(Place place, LeftEndpoint left) {
        add(left.records(place));
    }

    private void add(List<Handover.Carried> more) {
        if (!keep(more)) {
            LOG.warn("What has been left too late for the next revision is given up");
            ServedPath.WAITING.execute(() -> more.forEach(FuseMount::giveUp));
        }
    }

    private synchronized boolean keep(List<Handover.Carried> more) {
        if (!given) {
            records.addAll(more);
        }
        return !given;
    }

    /** What was left at a place; given. */
    synchronized LeftEndpoint take(Place place) {
        return LeftEndpoint.take(place, records);
    }

    /** From now on what is served is left to the next revision. */
    synchronized void leave() {
        leaving = true;
    }

    synchronized boolean isLeaving() {
        return leaving;
    }

    /** The mount of a target in a folder, if it was left; given. */
    synchronized Optional<Handover.Carried> take(Path folder, String target) {
        Optional<Handover.Carried> found = records.stream()
                .filter(carried -> FuseMount.isOf(carried, folder, target))
                .findFirst();
        found.ifPresent(records::remove);
        return found;
    }

    /** Those of other targets in a folder, which keep it from being mounted anew; given. */
    synchronized List<Handover.Carried> takeOthers(Path folder, String target) {
        List<Handover.Carried> others = records.stream()
                .filter(carried -> FuseMount.isIn(carried, folder) && !FuseMount.isOf(carried, folder, target))
                .toList();
        records.removeAll(others);
        return others;
    }

    /** What others have left at a place's path, whose sockets keep it from being served; given. */
    synchronized List<Handover.Carried> takeOthers(Place place) {
        return LeftEndpoint.takeOthers(place, records);
    }

    /** All that the next revision is given; what comes later is not kept. */
    synchronized List<Handover.Carried> give() {
        given = true;
        return takeAll();
    }

    /** All that there are; given. */
    synchronized List<Handover.Carried> takeAll() {
        List<Handover.Carried> all = List.copyOf(records);
        records.clear();
        return all;
    }
}
