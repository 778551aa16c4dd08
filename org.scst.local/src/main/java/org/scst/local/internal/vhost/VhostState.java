package org.scst.local.internal.vhost;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * What one revision of the driver tells the next of a hypervisor and its guest. It is believed no more than the hypervisor itself: what
 * it says goes the way that messages go.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> of {@code unread}, a heap buffer that nobody needs to release.
 *
 * @param features as they were acknowledged
 * @param regions of the guest's memory; the descriptor of each comes beside this
 * @param rings those that are in use
 * @param unread the beginning of a message
 * @param passed descriptors that have come with that
 * @param stopping rings whose stop is still to be answered, in order
 */
record VhostState(
        long features,
        List<Region> regions,
        List<Ring> rings,
        ByteBuf unread,
        int passed,
        List<Integer> stopping,
        Scsi scsi) {
    static final int VERSION = 1;
    private static final int MOST = 1 << 16;

    /** A region of memory, as in the hypervisor's message. */
    record Region(long guestAddress, long size, long userAddress, long offset) {
        private void write(ByteBuf to) {
            to.writeLong(guestAddress).writeLong(size).writeLong(userAddress).writeLong(offset);
        }

        private static Region read(ByteBuf from) {
            return new Region(from.readLong(), from.readLong(), from.readLong(), from.readLong());
        }
    }

    /**
     * A ring.
     *
     * @param size entries, 0 when that was not said
     * @param base index of the next request that is taken
     * @param used index of the next that is given back
     * @param located whether the three addresses, of the hypervisor's, are known
     * @param kick whether there is an event that the guest signals; its descriptor comes beside this
     * @param call the same of the one that signals the guest
     */
    record Ring(
            int index,
            int size,
            int base,
            int used,
            boolean enabled,
            boolean located,
            long descriptorTable,
            long usedRing,
            long availableRing,
            boolean kick,
            boolean call) {
        private void write(ByteBuf to) {
            to.writeInt(index).writeInt(size).writeInt(base).writeInt(used);
            to.writeBoolean(enabled).writeBoolean(located);
            to.writeLong(descriptorTable).writeLong(usedRing).writeLong(availableRing);
            to.writeBoolean(kick).writeBoolean(call);
        }

        private static Ring read(ByteBuf from) {
            return new Ring(
                    from.readInt(),
                    from.readInt(),
                    from.readInt(),
                    from.readInt(),
                    from.readBoolean(),
                    from.readBoolean(),
                    from.readLong(),
                    from.readLong(),
                    from.readLong(),
                    from.readBoolean(),
                    from.readBoolean());
        }
    }

    /**
     * The SCSI adapter.
     *
     * @param asked whether the guest has sent anything yet, and {@code known} is known
     * @param missed whether it is to be told that it has missed events
     * @param known LUNs, as they were reported last
     * @param events that wait for the guest
     * @param unanswered requests that were taken and not given back
     */
    record Scsi(boolean asked, boolean missed, List<Long> known, List<ScsiEvent> events, List<Unanswered> unanswered) {}

    /** A request by the number of its ring and the head of its chain. */
    record Unanswered(int ring, int head) {}

    /** Given. */
    ByteBuf write() {
        ByteBuf to = Unpooled.buffer();
        to.writeInt(VERSION).writeLong(features);
        to.writeInt(regions.size());
        regions.forEach(region -> region.write(to));
        to.writeInt(rings.size());
        rings.forEach(ring -> ring.write(to));
        to.writeInt(unread.readableBytes()).writeBytes(unread, unread.readerIndex(), unread.readableBytes());
        to.writeInt(passed);
        to.writeInt(stopping.size());
        stopping.forEach(to::writeInt);
        to.writeBoolean(scsi.asked).writeBoolean(scsi.missed);
        to.writeInt(scsi.known.size());
        scsi.known.forEach(to::writeLong);
        to.writeInt(scsi.events.size());
        scsi.events.forEach(
                event -> to.writeInt(event.event()).writeLong(event.lun()).writeInt(event.reason()));
        to.writeInt(scsi.unanswered.size());
        scsi.unanswered.forEach(one -> to.writeInt(one.ring()).writeInt(one.head()));
        return to;
    }

    /**
     * Reads what {@link #write} has made.
     *
     * @param from borrowed
     * @throws GuestException when it is cut, has more behind it, or is of another version
     */
    static VhostState read(ByteBuf from) throws GuestException {
        ByteBuf in = from.duplicate();
        try {
            int version = in.readInt();
            if (version != VERSION) {
                throw new GuestException(
                        "its state is of version " + version + "; here version " + VERSION + " is known");
            }
            VhostState state = new VhostState(
                    in.readLong(),
                    list(in, Region::read),
                    list(in, Ring::read),
                    Unpooled.copiedBuffer(in.readSlice(count(in))),
                    in.readInt(),
                    list(in, ByteBuf::readInt),
                    new Scsi(
                            in.readBoolean(),
                            in.readBoolean(),
                            list(in, ByteBuf::readLong),
                            list(in, event -> new ScsiEvent(event.readInt(), event.readLong(), event.readInt())),
                            list(in, one -> new Unanswered(one.readInt(), one.readInt()))));
            if (in.isReadable()) {
                throw new GuestException("its state has " + in.readableBytes() + " bytes too many");
            }
            return state;
        } catch (IndexOutOfBoundsException e) {
            throw new GuestException("its state is cut");
        }
    }

    private static int count(ByteBuf in) throws GuestException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new GuestException("its state has " + count + " of something");
        }
        return count;
    }

    private interface Reader<T> {
        T read(ByteBuf from);
    }

    private static <T> List<T> list(ByteBuf in, Reader<T> reader) throws GuestException {
        List<T> all = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            all.add(reader.read(in));
        }
        return all;
    }
}
