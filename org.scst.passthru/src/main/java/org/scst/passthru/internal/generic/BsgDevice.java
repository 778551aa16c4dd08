package org.scst.passthru.internal.generic;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.scst.core.linux.CharacterDevice;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;

/**
 * A device by Linux's block layer SCSI generic driver, {@code /dev/bsg/H:C:T:L}: interface version 4, of which that driver has only the
 * call that waits.
 *
 * <p><i>Threading:</i> thread-safe; whoever begins a command waits for it.
 */
public final class BsgDevice implements ScsiGeneric {
    private static final long SG_IO = 0x2285;

    private final LinuxFile file;
    private final CharacterDevice device;
    private final int largest;
    private final Path entry;
    private final Path resetBy;

    private BsgDevice(LinuxFile file, int largest, Path entry, Path resetBy) {
        this.file = file;
        this.device = new CharacterDevice(file);
        this.largest = largest;
        this.entry = entry;
        this.resetBy = resetBy;
    }

    /**
     * Opens a device.
     *
     * @param largest bytes of one command that its adapter takes
     * @param entry of sysfs, which is there as long as the device is
     * @param resetBy its file for the SCSI generic driver: this one has no resets
     */
    public static BsgDevice open(Path node, int largest, Path entry, Path resetBy) throws IOException {
        return new BsgDevice(LinuxFile.open(node, OpenFlag.READ_WRITE), largest, entry, resetBy);
    }

    @Override
    public void begin(ScsiRequest request, Consumer<Completion> completed) {
        completed.accept(carryOut(request));
    }

    private Completion carryOut(ScsiRequest request) {
        LinuxFile open;
        try {
            open = file.retain();
        } catch (IllegalStateException closed) {
            return Completion.refused(Errno.ENODEV);
        }
        try (Arena arena = Arena.ofConfined()) {
            BsgHeader header = new BsgHeader(arena.allocate(BsgHeader.SLOT_LENGTH, Long.BYTES));
            header.write(request);
            int result = device.control(SG_IO, header.address());
            return result < 0 ? Completion.refused(-result) : header.read(request.direction());
        } finally {
            open.release();
        }
    }

    @Override
    public boolean synchronous() {
        return true;
    }

    @Override
    public int largestTransfer() {
        return largest;
    }

    @Override
    public boolean present() {
        return Files.exists(entry);
    }

    @Override
    public void reset() throws IOException {
        try (LinuxFile generic = LinuxFile.open(resetBy, OpenFlag.READ_WRITE, OpenFlag.NONBLOCK)) {
            DeviceReset.of(generic, new CharacterDevice(generic));
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
