package org.scst.local;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes I_T nexuses between initiators on this machine and local targets ({@code org.scst.local.target-NAME.cfg}); an OSGi service.
 *
 * <p><b>Purpose.</b> The way for other bundles to send SCSI commands to what this platform exports, judged as those of any initiator:
 * groups, reservations, unit attention conditions.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> Never blocks.
 *
 * <p><b>Ownership.</b> A nexus is the caller's, who closes it. It ends with its target, and when the driver withdraws; after an update
 * of the driver core still knows it for 20 s, so that whoever connects again under the same name goes on without a nexus loss.
 *
 * <p><b>Required or optional.</b> Whoever uses it looks for the service again when it is gone.
 */
@ProviderType
public interface LocalInitiator {

    /** Names of the local targets that there are, sorted. */
    List<String> targets();

    /**
     * Makes a nexus. One that there is between this initiator and that target is lost by it, as by a session reinstatement.
     *
     * @param target name of a local target
     * @param port who the initiator is
     * @param events told of what happens to the nexus
     * @return the nexus, once the configuration is in force; fails with {@link IllegalArgumentException} for a target that is not
     *     there, with {@link IllegalStateException} when the driver is stopping or the configuration does not come into force in time
     */
    CompletionStage<LocalNexus> connect(String target, InitiatorPort port, NexusEvents events);
}
