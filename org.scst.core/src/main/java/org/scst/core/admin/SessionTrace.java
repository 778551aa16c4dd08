package org.scst.core.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a driver may offer as an OSGi service beside itself: to write down what one initiator and its targets say to one another.
 *
 * <p><b>Purpose.</b> Evidence for whoever has to find out why they do not understand one another. <b>Threading.</b> Thread-safe.
 * <b>Blocking.</b> Both a beginning and an end touch a file. <b>Ownership.</b> A recording is the caller's, who closes it; it ends by
 * itself with the driver.
 */
@ConsumerType
public interface SessionTrace {

    /** Short name of the driver. */
    String driver();

    /**
     * Writes down everything that comes from an initiator and goes to it, from now on, in the sessions that there are and in those that
     * begin, their logins included. Login secrets are not written.
     *
     * @param initiator its name
     * @param file is made, in the format pcapng, for its owner alone
     * @param limit bytes of the file at most, 4096 or more; it ends there
     * @throws IOException when the file cannot be made; a file that is there already is left alone
     */
    Recording record(String initiator, Path file, long limit) throws IOException;

    /** One that goes on. */
    @ProviderType
    interface Recording extends AutoCloseable {

        /** Packets written so far. */
        long packets();

        /** Bytes of the file so far. */
        long bytes();

        /** Packets that were left out because the file was written too slowly. */
        long missed();

        /** Why it has ended by itself; empty as long as it goes on. */
        Optional<String> ended();

        /** Ends it; the file is whole then. */
        @Override
        void close() throws IOException;
    }
}
