package org.scst.vdisk.internal.cdrom;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreFactory;
import org.scst.core.store.StoreLostException;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a drive's disc: reads what lies in it. A disc is named by the device's file; one whose image is missing is looked
 * for once a second.
 *
 * <p><i>Threading:</i> thread-safe: the disc is one volatile reference. Looking and changing exclude one another by a monitor that
 * only the device's context takes. A disc that was taken out is closed when no command reads it any more.
 */
final class DiscSlot implements BackingStore {
    private static final Logger LOG = LoggerFactory.getLogger(DiscSlot.class);
    static final String NO_DISC = "no disc is in the drive";

    private final StoreFactory images;
    private final StoreContext context;
    private final Changes changes;
    private final StoreContext.Watch watch;
    private StoreConfiguration configuration;
    private volatile BackingStore disc;
    private String told = "";

    /** Is told of discs that come and go; on the device's context. */
    interface Changes {
        void inserted();

        /** Another disc, or none, is about to take the place of what was there. */
        void exchanging();

        /** @param why for the operator */
        void empty(String why);

        /** Runs {@code action} on the device's context once no command reads the disc that was there. */
        void whenUnread(Runnable action);
    }

    DiscSlot(StoreFactory images, StoreConfiguration configuration, StoreContext context, Changes changes)
            throws ConfigurationException {
        this.images = images;
        this.configuration = configuration;
        this.context = context;
        this.changes = changes;
        insert();
        this.watch = context.watch(this::look);
    }

    private static String image(StoreConfiguration of) {
        DeviceProperties properties = new DeviceProperties(of.properties());
        return properties.text("filename", properties.text("file", ""));
    }

    private synchronized void insert() throws ConfigurationException {
        if (image(configuration).isEmpty()) {
            changes.empty(NO_DISC);
            return;
        }
        try {
            disc = images.open(configuration, context);
            told = "";
            changes.inserted();
        } catch (ConfigurationException e) {
            changes.empty(e.getMessage());
            throw e;
        } catch (IOException e) {
            if (!told.equals(e.getMessage())) {
                told = String.valueOf(e.getMessage());
                LOG.warn("{}: no disc: {}", configuration.device(), told);
            }
            changes.empty(told);
        }
    }

    private synchronized void look() {
        if (disc == null && !image(configuration).isEmpty()) {
            try {
                insert();
            } catch (ConfigurationException e) {
                LOG.debug("{}: still no disc: {}", configuration.device(), e.getMessage());
            }
        }
    }

    @Override
    public synchronized boolean reconfigure(StoreConfiguration changed) throws IOException {
        boolean same = image(changed).equals(image(configuration));
        configuration = changed;
        if (same && (disc == null || disc.reconfigure(changed))) {
            return true;
        }
        BackingStore before = disc;
        disc = null;
        changes.exchanging();
        if (before != null) {
            changes.whenUnread(() -> close(before));
        }
        insert();
        return true;
    }

    private void close(BackingStore removed) {
        try {
            removed.close();
        } catch (IOException e) {
            LOG.warn("{}: the image of the disc that was taken out could not be closed", configuration.device(), e);
        }
    }

    @Override
    public long capacity() {
        BackingStore now = disc;
        return now == null ? 0 : now.capacity();
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        BackingStore now = disc;
        return now == null ? 0 : now.readNonBlocking(offset, target, length);
    }

    @Override
    public boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        BackingStore now = disc;
        return now != null && now.beginRead(offset, target, length, listener);
    }

    private BackingStore disc() throws StoreLostException {
        BackingStore now = disc;
        if (now == null) {
            throw new StoreLostException(NO_DISC, null);
        }
        return now;
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        disc().read(offset, target, length);
    }

    @Override
    public Extent extent(long offset, long length) throws IOException {
        return disc().extent(offset, length);
    }

    /** Nothing was written. */
    @Override
    public void flush() {}

    @Override
    public void write(long offset, ByteBuf source, boolean durable) {
        throw neverWritten();
    }

    @Override
    public void unmap(long offset, long length) {
        throw neverWritten();
    }

    @Override
    public void writeZeroes(long offset, long length) {
        throw neverWritten();
    }

    private static IllegalStateException neverWritten() {
        return new IllegalStateException("a command wrote to a disc that is only read");
    }

    @Override
    public void close() throws IOException {
        watch.close();
        BackingStore now = disc;
        if (now != null) {
            now.close();
        }
    }
}
