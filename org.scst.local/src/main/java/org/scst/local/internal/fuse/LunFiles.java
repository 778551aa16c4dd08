package org.scst.local.internal.fuse;

import static org.scst.local.internal.fuse.FuseAttributes.FIRST_FILE;
import static org.scst.local.internal.fuse.FuseAttributes.ROOT;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.local.internal.block.ApplicationClient;
import org.scst.local.internal.block.Inventory;
import org.scst.local.internal.block.Sender;

/**
 * A folder in which each disk of a nexus is a file of its size, {@code lun.N}. Reads and writes go past the page cache, so that what
 * another initiator writes is seen. As with a block device the size is what it is: truncating changes nothing.
 *
 * <p><i>Threading:</i> confined to the mount's event loop.
 */
final class LunFiles {
    private static final String PREFIX = "lun.";
    private static final int PROTOCOL = 7;
    private static final int MINOR = 31;
    private static final int WANTED_FLAGS = 1 // ASYNC_READ
            | 1 << 5 // BIG_WRITES
            | 1 << 15 // ASYNC_DIO
            | 1 << 22; // MAX_PAGES
    private static final int MOST_BACKGROUND = 64;
    private static final int MOST_PAGES = FuseRequest.MOST_DATA >> 12;
    private static final int DIRECT_IO = 1;
    private static final int SIZE_VALID = 1 << 3;
    private static final int OWNER_VALID = 0x7;
    private static final int KEEP_SIZE = 0x01;
    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;
    private static final int MOST_ENTRIES = 32 << 10;
    private static final int WRITE_ARGUMENTS = 40;
    /** O_DSYNC, and what O_SYNC has besides, in the flags of a WRITE. */
    private static final int SYNCHRONOUS = 0x1000 | 0x10_0000;

    private final FuseDeviceQueue queue;
    private final Sender sender;
    private final FuseAttributes attributes;
    private final Map<Integer, ApplicationClient> disks = new HashMap<>();

    LunFiles(FuseDeviceQueue queue, Sender sender, FuseAttributes attributes) {
        this.queue = queue;
        this.sender = sender;
        this.attributes = attributes;
    }

    /** What is known of each disk that was met, by the name of its file. */
    Map<String, String> memory() {
        Map<String, String> all = new HashMap<>();
        disks.forEach((number, disk) -> {
            if (disk.isKnown()) {
                all.put(PREFIX + number, disk.memory());
            }
        });
        return all;
    }

    /**
     * Goes on where an earlier revision was: files that were opened then are still those of the disks that it had met.
     *
     * @param memory as of its {@link #memory}; what is no file's is passed over
     */
    void recall(Map<String, String> memory) {
        memory.forEach((name, of) -> {
            int number = number(name);
            if (number >= 0) {
                disk(FIRST_FILE + number).recall(of);
            }
        });
    }

    /** Serves a request; the buffer of one that has no data is free at once. */
    void take(FuseRequest request) {
        if (!request.has(argumentsOf(request.operation()))) {
            queue.answer(request.unique(), Errno.EINVAL);
            queue.done(request);
        } else if (isOfAnother(request)) {
            queue.answer(request.unique(), Errno.EIO);
            queue.done(request);
        } else if (request.operation() == FuseOperation.WRITE) {
            write(request);
        } else {
            serve(request);
            queue.done(request);
        }
    }

    /** What was opened before another logical unit took its place is not this one's. */
    private boolean isOfAnother(FuseRequest request) {
        return switch (request.operation()) {
            case FuseOperation.READ, FuseOperation.WRITE, FuseOperation.FSYNC, FuseOperation.FALLOCATE ->
                request.longAt(0) != disk(request.node()).unit();
            default -> false;
        };
    }

    private static int argumentsOf(int operation) {
        return switch (operation) {
            case FuseOperation.INIT, FuseOperation.FSYNC -> 16;
            case FuseOperation.READ, FuseOperation.READDIR, FuseOperation.WRITE -> WRITE_ARGUMENTS;
            case FuseOperation.FALLOCATE -> 32;
            case FuseOperation.SETATTR -> 88;
            default -> 0;
        };
    }

    private void serve(FuseRequest request) {
        long unique = request.unique();
        switch (request.operation()) {
            case FuseOperation.INIT -> init(request);
            case FuseOperation.FORGET, FuseOperation.BATCH_FORGET, FuseOperation.INTERRUPT -> {
                // No answer is wanted; who is interrupted gets that of the command.
            }
            case FuseOperation.LOOKUP -> lookup(unique, request.name());
            case FuseOperation.GETATTR -> getAttributes(unique, request.node());
            case FuseOperation.SETATTR -> setAttributes(request);
            case FuseOperation.OPEN -> open(unique, request.node());
            case FuseOperation.OPENDIR -> {
                queue.content().writeLongLE(0).writeIntLE(0).writeIntLE(0);
                queue.answer(unique);
            }
            case FuseOperation.READDIR -> list(unique, request.longAt(8), request.intAt(16));
            case FuseOperation.READ -> read(unique, request);
            case FuseOperation.FSYNC -> disk(request.node()).flush(error -> queue.answer(unique, error));
            case FuseOperation.FALLOCATE -> allocate(unique, request);
            case FuseOperation.STATFS -> statistics(unique);
            case FuseOperation.RELEASE, FuseOperation.RELEASEDIR, FuseOperation.FSYNCDIR, FuseOperation.DESTROY ->
                queue.answer(unique, 0);
            default -> queue.answer(unique, refusal(request.operation()));
        }
    }

    /** After ENOSYS the kernel does not ask for the same again. */
    private static int refusal(int operation) {
        return switch (operation) {
            case FuseOperation.SYMLINK,
                    FuseOperation.MKNOD,
                    FuseOperation.MKDIR,
                    FuseOperation.UNLINK,
                    FuseOperation.RMDIR,
                    FuseOperation.RENAME,
                    FuseOperation.LINK,
                    FuseOperation.CREATE,
                    FuseOperation.RENAME2,
                    FuseOperation.TMPFILE -> Errno.EPERM;
            case FuseOperation.IOCTL -> Errno.ENOTTY;
            default -> Errno.ENOSYS;
        };
    }

    private void init(FuseRequest request) {
        int major = request.intAt(0);
        int minor = request.intAt(4);
        if (major != PROTOCOL || minor < MINOR) {
            // A kernel of a later major version asks again when it has seen ours.
            queue.content().writeIntLE(PROTOCOL).writeIntLE(MINOR).writeZero(56);
            queue.answer(request.unique());
            return;
        }
        ByteBuf out = queue.content();
        out.writeIntLE(PROTOCOL).writeIntLE(MINOR).writeIntLE(request.intAt(8));
        out.writeIntLE(request.intAt(12) & WANTED_FLAGS);
        out.writeShortLE(MOST_BACKGROUND).writeShortLE(MOST_BACKGROUND * 3 / 4);
        out.writeIntLE(FuseRequest.MOST_DATA).writeIntLE(1);
        out.writeShortLE(MOST_PAGES).writeShortLE(0).writeZero(32);
        queue.answer(request.unique());
    }

    private ApplicationClient disk(long node) {
        int number = (int) (node - FIRST_FILE);
        return disks.computeIfAbsent(number, absent -> new ApplicationClient(sender, absent));
    }

    private void lookup(long unique, String name) {
        int number = number(name);
        if (number < 0) {
            queue.answer(unique, Errno.ENOENT);
            return;
        }
        long node = FIRST_FILE + number;
        disk(node).capacity((error, capacity) -> {
            if (error != 0) {
                disks.computeIfPresent(number, (same, disk) -> disk.isKnown() ? disk : null);
                queue.answer(unique, error == Errno.ENXIO ? Errno.ENOENT : error);
                return;
            }
            attributes.entry(queue.content(), node, capacity.bytes());
            queue.answer(unique);
        });
    }

    private static int number(String name) {
        if (!name.matches("lun\\.(0|[1-9][0-9]{0,4})")) {
            return -1;
        }
        int number = Integer.parseInt(name.substring(PREFIX.length()));
        return number > LogicalUnitNumber.MAX_NUMBER ? -1 : number;
    }

    private void getAttributes(long unique, long node) {
        if (node == ROOT) {
            attributes.write(queue.content(), ROOT, 0);
            queue.answer(unique);
            return;
        }
        disk(node).capacity((error, capacity) -> {
            if (error != 0) {
                queue.answer(unique, error);
                return;
            }
            attributes.write(queue.content(), node, capacity.bytes());
            queue.answer(unique);
        });
    }

    private void setAttributes(FuseRequest request) {
        int valid = request.intAt(0);
        boolean sizeOfFolder = (valid & SIZE_VALID) != 0 && request.node() == ROOT;
        if ((valid & OWNER_VALID) != 0 || sizeOfFolder) {
            queue.answer(request.unique(), Errno.EPERM);
        } else {
            getAttributes(request.unique(), request.node());
        }
    }

    private void open(long unique, long node) {
        disk(node).capacity((error, capacity) -> {
            if (error != 0) {
                queue.answer(unique, error);
                return;
            }
            queue.content().writeLongLE(disk(node).unit()).writeIntLE(DIRECT_IO).writeIntLE(0);
            queue.answer(unique);
        });
    }

    private void list(long unique, long from, int most) {
        // REPORT LUNS takes away the unit attention conditions that would say that LUNs mean others.
        disks.values().forEach(ApplicationClient::doubt);
        Inventory.disks(sender, numbers -> {
            List<String> names = new ArrayList<>(List.of(".", ".."));
            numbers.forEach(number -> names.add(PREFIX + number));
            ByteBuf out = queue.content();
            for (int i = (int) Math.clamp(from, 0L, names.size()); i < names.size(); i++) {
                long node = i < 2 ? ROOT : FIRST_FILE + numbers.get(i - 2);
                int type = i < 2 ? FuseAttributes.FOLDER_TYPE : FuseAttributes.FILE_TYPE;
                int room = Math.min(most, MOST_ENTRIES);
                if (!FuseAttributes.folderEntry(out, room, node, i + 1L, type, names.get(i))) {
                    break;
                }
            }
            queue.answer(unique);
        });
    }

    private void read(long unique, FuseRequest request) {
        int length = request.intAt(16);
        if (length < 0 || length > FuseRequest.MOST_DATA) {
            queue.answer(unique, Errno.EINVAL);
            return;
        }
        disk(request.node()).read(request.longAt(8), length, (error, data, skip, there) -> {
            if (error != 0) {
                queue.answer(unique, error);
            } else {
                queue.answer(unique, data, skip, there);
            }
        });
    }

    private void write(FuseRequest request) {
        int length = request.intAt(16);
        int first = FuseRequest.HEADER + WRITE_ARGUMENTS;
        long unique = request.unique();
        if (length < 0 || length > request.bytes.readableBytes() - first) {
            queue.answer(unique, Errno.EINVAL);
            queue.done(request);
            return;
        }
        disk(request.node())
                .write(
                        request.longAt(8),
                        length,
                        (request.intAt(32) & SYNCHRONOUS) != 0,
                        (offset, count, into) -> into.writeBytes(request.bytes, first + offset, count),
                        error -> {
                            queue.done(request);
                            if (error != 0) {
                                queue.answer(unique, error);
                            } else {
                                queue.content().writeIntLE(length).writeIntLE(0);
                                queue.answer(unique);
                            }
                        });
    }

    private void allocate(long unique, FuseRequest request) {
        int mode = request.intAt(24) & ~KEEP_SIZE;
        if (mode != PUNCH_HOLE && mode != ZERO_RANGE) {
            queue.answer(unique, Errno.EOPNOTSUPP);
            return;
        }
        disk(request.node())
                .zero(request.longAt(8), request.longAt(16), mode == PUNCH_HOLE, error -> queue.answer(unique, error));
    }

    /** {@code struct fuse_statfs_out}: a file system without room. */
    private void statistics(long unique) {
        ByteBuf out = queue.content();
        out.writeZero(5 * Long.BYTES);
        out.writeIntLE(4096).writeIntLE(255).writeIntLE(4096).writeZero(28);
        queue.answer(unique);
    }
}
