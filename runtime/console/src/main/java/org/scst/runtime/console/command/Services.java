package org.scst.runtime.console.command;

import java.util.List;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSender;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.FoundDevices;
import org.scst.core.admin.Health;
import org.scst.core.admin.SessionTrace;
import org.scst.runtime.deployment.Deployment;

/**
 * What commands work with; core and configuration may be away at any moment.
 *
 * <p><i>Threading:</i> implementations are thread-safe.
 */
public interface Services {

    /** Core's service. */
    Optional<Administration> administration();

    /** Why core does not run, as far as it could say. */
    default Optional<CoreFailure> coreFailure() {
        return Optional.empty();
    }

    /**
     * What keeps core from running.
     *
     * @param cause one sentence without a full stop
     * @param cure likewise
     */
    record CoreFailure(String cause, String cure) {}

    /** The configuration's service. */
    Optional<ConfigurationFiles> files();

    /** The last events. */
    default Optional<EventJournal> journal() {
        return Optional.empty();
    }

    /** Real devices of this machine. */
    default Optional<FoundDevices> foundDevices() {
        return Optional.empty();
    }

    /** A driver that can be traced. */
    default Optional<SessionTrace> trace() {
        return Optional.empty();
    }

    /** A driver by which commands can be sent. */
    default Optional<CommandSender> commandSender() {
        return Optional.empty();
    }

    /** The health checks. */
    default Optional<Health> health() {
        return Optional.empty();
    }

    /** How much is logged. */
    LogLevels logLevels() throws CommandFailure;

    /** The deployment's service. */
    default Optional<Deployment> deployment() {
        return Optional.empty();
    }

    /** The bundles that are installed, by id. */
    List<InstalledBundle> bundles();

    /**
     * A bundle.
     *
     * @param id in the framework
     * @param name symbolic name
     * @param version as the framework writes it
     * @param state {@code active}, {@code resolved}, …
     */
    record InstalledBundle(long id, String name, String version, String state) {}

    /** Core's service, or the failure to say so. */
    default Administration core() throws CommandFailure {
        return administration()
                .orElseThrow(() -> coreFailure()
                        .map(why -> CommandFailure.failed(
                                "the mid-layer (org.scst.core) does not run: " + why.cause, why.cure))
                        .orElseGet(() -> CommandFailure.failed(
                                "the mid-layer (org.scst.core) is not running",
                                "see \"bundles\" and the log; start it")));
    }

    /** The configuration's service, or the failure to say so. */
    default ConfigurationFiles configuration() throws CommandFailure {
        return files().orElseThrow(() -> CommandFailure.failed(
                "the configuration (org.scst.runtime.configuration) is not running",
                "see \"bundles\" and the log; start it"));
    }
}
