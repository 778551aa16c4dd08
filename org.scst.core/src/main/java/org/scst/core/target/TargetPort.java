package org.scst.core.target;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A SCSI target port as the driver holds it.
 *
 * <p><b>Purpose.</b> Opens nexuses on the port.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks.
 *
 * <p><b>Ownership.</b> Dies with its {@link DriverHandle}, or by {@link #close()}.
 *
 * <p><b>Required or optional.</b> A driver asks {@link #visibleTo} before it shows the target to an initiator.
 */
@ProviderType
public interface TargetPort {

    /** As registered. */
    String name();

    /** RELATIVE TARGET PORT IDENTIFIER, 1 to 65535, kept across restarts. */
    int relativePortIdentifier();

    /**
     * Whether an initiator is given at least one logical unit here.
     *
     * @param groupName the name that initiator groups match, see {@link NexusDescription}
     */
    boolean visibleTo(String groupName);

    /**
     * How many bytes of each command may come before core has asked for them, so that those of the whole queue have a place: what is
     * wanted, or less when memory is scarce; 0 when there is none, and all data is to be asked for. A driver whose transport
     * negotiates that should agree on no more, or fewer commands will be in flight. Nothing is reserved by asking.
     *
     * @param key of the nexus that is about to be opened, as in its description
     * @param wanted what the transport would queue
     * @return bytes, from 0 to what is wanted
     */
    int unsolicitedBytes(String key, NexusDescription.Queue wanted);

    /**
     * Opens the nexus of an initiator port, or resumes it when it is parked under the same key. While an earlier nexus of the
     * same initiator still has commands at a device, the new one stays {@link NexusState#REGISTERING}: commands are held.
     * An earlier live nexus with the same key is lost by this call (session reinstatement).
     *
     * @param description who it is
     * @param transport called on {@code executor} only
     * @param executor the thread the nexus lives on, an event loop, and the caller's; runs tasks one after another in order
     * @throws OutOfResourcesException when the unsolicited data of not even one command would have a place
     */
    Nexus openNexus(NexusDescription description, NexusTransport transport, Executor executor);

    /** Withdraws the port: its nexuses are lost, not parked. */
    void close();
}
