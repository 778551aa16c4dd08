package org.scst.local.internal.block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.scst.core.linux.Errno;
import org.scst.local.internal.block.ApplicationClient.Capacity;
import org.scst.local.internal.block.ApplicationClient.CapacityTaker;

/**
 * Whether behind a LUN there still is the logical unit that was met there. After a unit attention condition, and in another nexus, it is
 * asked (READ CAPACITY and the Device Identification VPD page) before anything else is sent: one that is smaller, has blocks of another
 * length or another designator is another, and operations that began with the first fail.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
final class Recognition {
    private static final int CAPACITY_LENGTH = 32;
    private static final int PAGE_ROOM = 4096;
    private static final int LEAST_BLOCK = 256;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int MOST_ROUNDS = 16;
    private static final int LOGICAL_UNIT_GROUP = 6;
    private static final int MEMORY_WORDS = 4;

    private final Sender sender;
    private final Transfer.Destination asking;
    private final List<CapacityTaker> waiting = new ArrayList<>();
    private Meeting current = new Meeting(1);
    private Capacity known;
    private String designators;
    private boolean doubtful = true;
    private long nexus;
    private int rounds;

    Recognition(Sender sender, long lun) {
        this.sender = sender;
        asking = new Transfer.Destination(sender, lun, Attempts.told(this::doubt));
    }

    /** The logical unit as it was met: what is sent on this condition reaches that one, or fails with EIO. */
    final class Meeting implements Attempts.Condition {
        private final long number;

        private Meeting(long number) {
            this.number = number;
        }

        /** 1 or more, another for each logical unit that was met. */
        long number() {
            return number;
        }

        @Override
        public boolean holds() {
            return current == this && !doubtful && waiting.isEmpty() && nexus == sender.nexusNumber();
        }

        @Override
        public void establish(IntConsumer then) {
            if (current != this) {
                then.accept(Errno.EIO);
            } else {
                ask((error, capacity) -> then.accept(error == 0 && current != this ? Errno.EIO : error));
            }
        }

        @Override
        public void doubt() {
            doubtful = true;
        }
    }

    /** What whoever goes on with it in the next revision is to {@link #recall}; empty before it was met. */
    String memory() {
        return known == null
                ? ""
                : current.number() + " " + known.blocks() + " " + known.blockLength() + " " + designators;
    }

    /**
     * It was met by an earlier revision: it is asked whether it still is the same before anything else is sent.
     *
     * @throws IllegalArgumentException when that is not what {@link #memory} says
     */
    void recall(String memory) {
        String[] words = memory.split(" ", MEMORY_WORDS);
        if (words.length != MEMORY_WORDS) {
            throw new IllegalArgumentException("no logical unit: " + memory);
        }
        current = new Meeting(Long.parseLong(words[0]));
        known = new Capacity(Long.parseLong(words[1]), Integer.parseInt(words[2]));
        designators = words[MEMORY_WORDS - 1];
        doubtful = true;
    }

    Meeting current() {
        return current;
    }

    /** {@code null} before it was met. */
    Capacity known() {
        return known;
    }

    /** It may be another from now on. */
    void doubt() {
        doubtful = true;
    }

    /** Asks how much there is, and which it is where that is in doubt. */
    void ask(CapacityTaker taker) {
        waiting.add(taker);
        if (waiting.size() == 1) {
            rounds = 0;
            round();
        }
    }

    private void round() {
        boolean identify = doubtful || nexus != sender.nexusNumber();
        doubtful = false;
        rounds++;
        byte[] cdb = ByteBuffer.allocate(16)
                .put(0, (byte) 0x9E)
                .put(1, (byte) 0x10)
                .putInt(10, CAPACITY_LENGTH)
                .array();
        Transfer.parameters(asking, cdb, CAPACITY_LENGTH, (error, data) -> {
            int length = error == 0 && data.remaining() >= 12 ? data.getInt(8) : 0;
            if (error != 0 || length < LEAST_BLOCK || length > LARGEST_BLOCK) {
                ended(error == 0 ? Errno.EIO : error);
                return;
            }
            Capacity capacity = new Capacity(data.getLong(0) + 1, length);
            long asked = sender.nexusNumber();
            if (identify || doubtful || nexus != asked) {
                // A condition that has been told up to now is about what is asked next.
                doubtful = false;
                identify(capacity, asked);
            } else {
                met(capacity, designators, asked);
            }
        });
    }

    private void identify(Capacity capacity, long asked) {
        byte[] cdb = ByteBuffer.allocate(6)
                .put(0, (byte) 0x12)
                .put(1, (byte) 1)
                .put(2, (byte) 0x83)
                .putShort(3, (short) PAGE_ROOM)
                .array();
        Transfer.parameters(asking, cdb, PAGE_ROOM, (error, data) -> {
            if (error == 0 || error == Errno.EOPNOTSUPP) {
                met(capacity, error == 0 ? designatorsIn(data) : "", asked);
            } else {
                ended(error);
            }
        });
        sender.batchEnded();
    }

    /** Those of the logical unit itself; those of ports, and of its group, may change (SPC-4 7.8.6). */
    private static String designatorsIn(ByteBuffer page) {
        TreeSet<String> found = new TreeSet<>();
        int end = page.remaining() < 4 ? 0 : Math.min(page.limit(), 4 + (page.getShort(2) & 0xFFFF));
        int length;
        for (int at = 4; at + 4 <= end; at += length) {
            length = 4 + (page.get(at + 3) & 0xFF);
            boolean ofUnit = (page.get(at + 1) & 0x30) == 0 && (page.get(at + 1) & 0xF) != LOGICAL_UNIT_GROUP;
            if (ofUnit && at + length <= end) {
                byte[] designator = new byte[length];
                page.get(at, designator);
                found.add(HexFormat.of().formatHex(designator));
            }
        }
        return String.join(" ", found);
    }

    private void met(Capacity capacity, String which, long asked) {
        boolean another = known != null
                && (capacity.blocks() < known.blocks()
                        || capacity.blockLength() != known.blockLength()
                        || !Objects.equals(which, designators));
        if (another) {
            current = new Meeting(current.number() + 1);
        }
        known = capacity;
        designators = which;
        nexus = asked;
        if (!doubtful) {
            ended(0);
        } else if (rounds == MOST_ROUNDS) {
            ended(Errno.EIO);
        } else {
            round();
            sender.batchEnded();
        }
    }

    private void ended(int error) {
        doubtful |= error != 0;
        List<CapacityTaker> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(taker -> taker.take(error, error == 0 ? known : null));
        sender.batchEnded();
    }
}
