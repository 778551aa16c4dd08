package org.scst.local.internal.vhost;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.FileStatus;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SharedMemory;

/**
 * The memory of a virtual machine, as its hypervisor has shared it. Every address that a guest gives is looked up here before
 * anything is touched.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> of the mappings, until {@link #close}; afterwards no
 * address is found.
 */
final class GuestMemory implements AutoCloseable {
    static final int MOST_REGIONS = 8;

    private static final int MOST_RETIRED = 64;

    private final List<Region> regions = new ArrayList<>();
    private final List<Region> retired = new ArrayList<>();

    /**
     * One region.
     *
     * @param guestAddress physical address in the guest of its first byte
     * @param userAddress address of the same in the hypervisor
     * @param size bytes
     * @param offset in what is mapped
     * @param descriptor of what is mapped, for the driver's next revision
     */
    private record Region(
            long guestAddress, long userAddress, long size, long offset, SharedMemory mapped, Descriptor descriptor) {}

    /**
     * Another table of regions follows. What commands in progress may still touch stays mapped until there are none.
     *
     * @param inUse whether there are such
     */
    void replace(boolean inUse) throws GuestException {
        retire();
        if (!inUse) {
            unmap();
        }
        if (retired.size() > MOST_RETIRED) {
            throw new GuestException("its memory is changed again and again while commands are in progress");
        }
    }

    private void retire() {
        regions.forEach(region -> region.descriptor.close());
        retired.addAll(regions);
        regions.clear();
    }

    private void unmap() {
        retired.forEach(region -> region.mapped.close());
        retired.clear();
    }

    /** What would have to be said to map the same again, region by region. */
    List<VhostState.Region> state() {
        return regions.stream()
                .map(region ->
                        new VhostState.Region(region.guestAddress, region.size, region.userAddress, region.offset))
                .toList();
    }

    /** Lets go of it: nothing is mapped any more. The descriptors are given, in the order of {@link #state}. */
    List<Descriptor> leave() {
        List<Descriptor> descriptors = regions.stream().map(Region::descriptor).toList();
        retired.addAll(regions);
        regions.clear();
        unmap();
        return descriptors;
    }

    /**
     * Adds a region.
     *
     * @param descriptor taken, unless this fails
     * @throws GuestException when its file is shorter: touching what is not there would be an error of this process
     */
    void map(VhostState.Region region, Descriptor descriptor) throws GuestException, LinuxException {
        long size = region.size();
        long offset = region.offset();
        if (size <= 0 || offset < 0 || size > Long.MAX_VALUE - offset || regions.size() == MOST_REGIONS) {
            throw new LinuxException("mmap", Errno.EINVAL, null);
        }
        FileStatus file = descriptor.status();
        if (file.isRegularFile() && file.size() < offset + size) {
            throw new GuestException(
                    "a region up to byte " + (offset + size) + " of a file of " + file.size() + " bytes");
        }
        SharedMemory mapped = SharedMemory.map(descriptor, 0, size + offset);
        regions.add(new Region(region.guestAddress(), region.userAddress(), size, offset, mapped, descriptor));
    }

    /**
     * What stands at an address of the hypervisor's, as those of rings are.
     *
     * @throws GuestException when not all of it is shared
     */
    MemorySegment atUserAddress(long address, long length) throws GuestException {
        for (Region region : regions) {
            long at = address - region.userAddress;
            if (at >= 0 && at < region.size && length <= region.size - at) {
                return region.mapped.memory().asSlice(region.offset + at, length);
            }
        }
        throw new GuestException(length + " bytes at " + Long.toHexString(address) + "h are not shared");
    }

    /**
     * Adds what stands at a guest's address to a list, as two pieces where it lies in two regions.
     *
     * @throws GuestException when not all of it is shared
     */
    void add(long address, long length, GuestBuffers to) throws GuestException {
        long from = address;
        long left = length;
        while (left > 0) {
            Region region = regionOf(from);
            long at = from - region.guestAddress;
            long count = Math.min(left, region.size - at);
            to.add(region.mapped.memory().asSlice(region.offset + at, count));
            from += count;
            left -= count;
        }
    }

    private Region regionOf(long address) throws GuestException {
        for (Region region : regions) {
            long at = address - region.guestAddress;
            if (at >= 0 && at < region.size) {
                return region;
            }
        }
        throw new GuestException("the guest has no memory at " + Long.toHexString(address) + "h");
    }

    /** Gives a guest's address of so many bytes in one piece. */
    MemorySegment atGuestAddress(long address, long length) throws GuestException {
        Region region = regionOf(address);
        long at = address - region.guestAddress;
        if (length > region.size - at) {
            throw new GuestException(length + " bytes at " + Long.toHexString(address) + "h are not in one piece");
        }
        return region.mapped.memory().asSlice(region.offset + at, length);
    }

    @Override
    public void close() {
        retire();
        unmap();
    }
}
