package org.scst.runtime.eventloop;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the shared event loops as a service under Netty's own type, so that they outlive every driver.
 *
 * <p>The service carries the property {@value #TRANSPORT}, {@code epoll} or {@code nio}. The service is registered by
 * hand and not by the component runtime, because the order at the end matters: withdrawn first, so that users let go,
 * and shut down only when they have.
 *
 * <p><i>Threading:</i> activated and deactivated by the component runtime, one after the other; both only hand over.
 * <i>Ownership:</i> owns the loops and the registration.
 */
@Component(
        service = {},
        configurationPid = EventLoopComponent.PID)
@Designate(ocd = EventLoopComponent.Configuration.class)
public final class EventLoopComponent {
    static final String PID = "org.scst.runtime.eventloop";
    static final String TRANSPORT = "transport";

    /** By services with this property the process learns whether each loop still answers. */
    private static final String HEARTBEAT = "scst.heartbeat";

    private static final Logger LOG = LoggerFactory.getLogger(EventLoopComponent.class);

    /** How long users get to close their channels; a driver's own drain is bounded by less. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    /** What an operator may say about the loops; a change restarts them and with them every network driver. */
    @ObjectClassDefinition(
            name = "Event loops",
            description = "The threads that serve all network connections. A change interrupts all sessions.")
    @interface Configuration {
        /** Number of loops; 0 stands for one per core. */
        @AttributeDefinition(description = "Number of event loops; 0: one per processor core.", min = "0", max = "1024")
        int threads() default 0;

        /** What the loops wait with. */
        @AttributeDefinition(
                description = "auto: epoll where it is available, else nio.",
                options = {@Option("auto"), @Option("epoll"), @Option("nio")})
        String transport() default "auto";
    }

    private final EventLoops loops;
    private final ServiceRegistration<EventLoopGroup> registration;
    private final List<ServiceRegistration<Executor>> heartbeats = new ArrayList<>();

    /** Makes the loops and offers them. */
    @Activate
    public EventLoopComponent(BundleContext context, Configuration configuration) {
        if (configuration.threads() < 0) {
            throw new IllegalArgumentException("threads = " + configuration.threads() + " is negative");
        }
        loops = new EventLoops(Transport.of(configuration.transport()), configuration.threads());
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(TRANSPORT, loops.transport().propertyValue());
        registration = context.registerService(EventLoopGroup.class, loops.group(), properties);
        for (Executor loop : loops.group()) {
            heartbeats.add(context.registerService(Executor.class, loop, new Hashtable<>(Map.of(HEARTBEAT, "loop"))));
        }
        LOG.info("{} event loops on {}", loops.size(), loops.transport().propertyValue());
    }

    @Deactivate
    void deactivate() {
        loops.withdrawn();
        registration.unregister();
        heartbeats.forEach(ServiceRegistration::unregister);
        Thread.ofPlatform().name("scst-loop-end").start(this::end);
    }

    private void end() {
        try {
            loops.awaitUsersAndShutDown(DRAIN_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
