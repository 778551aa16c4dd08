package org.scst.user.internal.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.scst.core.device.ConfigurationException;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreDefaults;
import org.scst.core.store.StoreFactory;
import org.scst.user.internal.registration.RegisteredDevice;
import org.scst.user.internal.registration.Registrations;
import org.scst.user.wire.Registration;

/**
 * Opens what a process has registered under a device's name.
 *
 * <p><i>Threading:</i> one for each opening, confined to its thread.
 */
public final class UserStoreFactory implements StoreFactory {
    /** The value of {@code type}. */
    public static final String KIND = "block";

    /** How long a disk that is closed waits for a flush. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /** Core asks again at once. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Registrations registrations;
    private final String device;
    private final Duration wait;
    private final Duration closingLimit;

    /**
     * @param device its name
     * @param wait how long commands wait for a process's return
     */
    public UserStoreFactory(Registrations registrations, String device, Duration wait) {
        this(registrations, device, wait, CLOSING);
    }

    UserStoreFactory(Registrations registrations, String device, Duration wait, Duration closingLimit) {
        this.closingLimit = closingLimit;
        this.registrations = registrations;
        this.device = device;
        this.wait = wait;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public StoreDefaults defaults(Map<String, String> properties) throws IOException {
        Registration registered = registrations.await(device, PATIENCE).registration();
        verify(
                registered.mode() == Registration.BLOCK,
                "type",
                "the process has registered a device in full mode",
                "write type = full, or have it register one in block mode");
        return new StoreDefaults(
                "SCST_USR",
                registered.blockLength(),
                Math.max(registered.physicalBlockLength(), registered.blockLength()),
                registered.has(Registration.ROTATES),
                registered.has(Registration.UNMAPS));
    }

    @Override
    public BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException {
        RegisteredDevice registered = registrations.await(device, PATIENCE);
        Registration said = registered.registration();
        verify(
                configuration.blockLength() >= said.blockLength(),
                "blocksize",
                "blocksize = " + configuration.blockLength() + " is less than the process's, " + said.blockLength(),
                "leave it out, or write one that is not less");
        verify(
                configuration.readOnly() || !said.has(Registration.READ_ONLY),
                "read_only",
                "the process has registered a medium that cannot be written",
                "write read_only = true");
        StoreContext.Lease lease = context.lease("what " + said.medium() + " names");
        boolean done = false;
        try {
            BackingStore store = new UserStore(registered, context, lease, wait, closingLimit);
            done = true;
            return store;
        } finally {
            if (!done) {
                lease.close();
            }
        }
    }

    private static void verify(boolean holds, String key, String otherwise, String cure) throws ConfigurationException {
        if (!holds) {
            throw new ConfigurationException(key, otherwise, cure);
        }
    }
}
