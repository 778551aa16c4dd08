package org.scst.runtime.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSender;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.FoundDevices;
import org.scst.core.admin.Health;
import org.scst.core.admin.SessionTrace;
import org.scst.runtime.console.command.CommandFailure;
import org.scst.runtime.console.command.CommandTable;
import org.scst.runtime.console.command.LogLevels;
import org.scst.runtime.console.command.Services;
import org.scst.runtime.console.socket.ConsoleSocket;
import org.scst.runtime.console.wire.Frames;
import org.scst.runtime.deployment.Deployment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands, and the socket through which other processes reach them; the properties {@code scst.home}, {@code scst.run} and
 * {@code scst.log} name the folders of disks, socket and log. Core and configuration may come and go.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(immediate = true, service = ConsoleComponent.class)
public final class ConsoleComponent implements Services {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleComponent.class);

    private static final String SHIPPED_LOGBACK = "org.ops4j.pax.logging.StaticLogbackFile";

    private final BundleContext context;
    private final AtomicReference<Administration> core = new AtomicReference<>();
    private final AtomicReference<CoreFailure> coreFailure = new AtomicReference<>();
    private final AtomicReference<ConfigurationFiles> configuration = new AtomicReference<>();
    private final AtomicReference<EventJournal> journal = new AtomicReference<>();
    private final AtomicReference<FoundDevices> foundDevices = new AtomicReference<>();
    private final AtomicReference<Health> health = new AtomicReference<>();
    private final AtomicReference<SessionTrace> trace = new AtomicReference<>();
    private final AtomicReference<CommandSender> commandSender = new AtomicReference<>();
    private final AtomicReference<ConfigurationAdmin> configurationAdmin = new AtomicReference<>();
    private final AtomicReference<Deployment> deployment = new AtomicReference<>();
    private final CommandTable commands;
    private final Optional<ConsoleSocket> socket;

    /** Opens the socket. */
    @Activate
    public ConsoleComponent(BundleContext context) {
        this.context = context;
        this.commands = new CommandTable(
                this,
                new ThisMachine(
                        folder("scst.home"),
                        folder("scst.etc"),
                        folder("scst.state"),
                        folder("scst.log").resolve("scst.log")));
        this.socket = open(folder("scst.run").resolve(Frames.SOCKET));
    }

    /** All commands. */
    CommandTable commands() {
        return commands;
    }

    @Deactivate
    void deactivate() {
        socket.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("The console socket did not close", e);
            }
        });
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAdministration(Administration service) {
        core.set(service);
    }

    void unbindAdministration(Administration service) {
        core.compareAndSet(service, null);
    }

    /** Core says by this condition why it cannot run. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            target = "(osgi.condition.id=org.scst.core.failed)")
    void bindCoreFailure(Condition condition, Map<String, Object> properties) {
        coreFailure.set(
                new CoreFailure(String.valueOf(properties.get("cause")), String.valueOf(properties.get("cure"))));
    }

    void updatedCoreFailure(Condition condition, Map<String, Object> properties) {
        bindCoreFailure(condition, properties);
    }

    void unbindCoreFailure(Condition condition) {
        coreFailure.set(null);
    }

    @Override
    public Optional<CoreFailure> coreFailure() {
        return Optional.ofNullable(coreFailure.get());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurationFiles(ConfigurationFiles service) {
        configuration.set(service);
    }

    void unbindConfigurationFiles(ConfigurationFiles service) {
        configuration.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindJournal(EventJournal service) {
        journal.set(service);
    }

    void unbindJournal(EventJournal service) {
        journal.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindFoundDevices(FoundDevices service) {
        foundDevices.set(service);
    }

    void unbindFoundDevices(FoundDevices service) {
        foundDevices.compareAndSet(service, null);
    }

    @Override
    public Optional<FoundDevices> foundDevices() {
        return Optional.ofNullable(foundDevices.get());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHealth(Health service) {
        health.set(service);
    }

    void unbindHealth(Health service) {
        health.compareAndSet(service, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindTrace(SessionTrace service) {
        trace.set(service);
    }

    void unbindTrace(SessionTrace service) {
        trace.compareAndSet(service, null);
    }

    @Override
    public Optional<SessionTrace> trace() {
        return Optional.ofNullable(trace.get());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindCommandSender(CommandSender service) {
        commandSender.set(service);
    }

    void unbindCommandSender(CommandSender service) {
        commandSender.compareAndSet(service, null);
    }

    @Override
    public Optional<CommandSender> commandSender() {
        return Optional.ofNullable(commandSender.get());
    }

    @Override
    public Optional<EventJournal> journal() {
        return Optional.ofNullable(journal.get());
    }

    @Override
    public Optional<Health> health() {
        return Optional.ofNullable(health.get());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDeployment(Deployment service) {
        deployment.set(service);
    }

    void unbindDeployment(Deployment service) {
        deployment.compareAndSet(service, null);
    }

    @Override
    public Optional<Deployment> deployment() {
        return Optional.ofNullable(deployment.get());
    }

    @Override
    public Optional<Administration> administration() {
        return Optional.ofNullable(core.get());
    }

    @Override
    public Optional<ConfigurationFiles> files() {
        return Optional.ofNullable(configuration.get());
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindConfigurationAdmin(ConfigurationAdmin service) {
        configurationAdmin.set(service);
    }

    void unbindConfigurationAdmin(ConfigurationAdmin service) {
        configurationAdmin.compareAndSet(service, null);
    }

    @Override
    public LogLevels logLevels() throws CommandFailure {
        String shipped = context.getProperty(SHIPPED_LOGBACK);
        ConfigurationAdmin service = configurationAdmin.get();
        if (shipped == null || service == null) {
            throw CommandFailure.failed(
                    "the log's levels are not changed by this platform", "change them where it is configured");
        }
        return new LogbackLevels(service, Path.of(shipped), folder("scst.run").resolve("logback.xml"));
    }

    @Override
    public List<InstalledBundle> bundles() {
        return Arrays.stream(context.getBundles())
                .map(bundle -> new InstalledBundle(
                        bundle.getBundleId(),
                        String.valueOf(bundle.getSymbolicName()),
                        bundle.getVersion().toString(),
                        state(bundle)))
                .sorted(Comparator.comparingLong(InstalledBundle::id))
                .toList();
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> isFragment(bundle) ? "fragment" : "resolved";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private Optional<ConsoleSocket> open(Path path) {
        try {
            return Optional.of(ConsoleSocket.open(path, commands));
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "The console socket {} cannot be opened ({}); commands work in Gogo only."
                            + " Cure: a home whose path is shorter than 90 characters, on a local file system",
                    path,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private Path folder(String property) {
        String folder = context.getProperty(property);
        if (folder == null || folder.isBlank()) {
            throw new IllegalStateException("the property " + property
                    + " does not name a folder: start the platform with ./scst run, or set it");
        }
        return Path.of(folder).toAbsolutePath();
    }
}
