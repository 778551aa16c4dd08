package org.scst.runtime.health.news;

import java.io.File;
import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.scst.core.admin.EventKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the framework and tells what happens to bundles and to the platform.
 *
 * <p><i>Threading:</i> thread-safe; callbacks only post.
 */
@Component(
        immediate = true,
        service = {})
public final class NewsComponent {
    private static final Logger LOG = LoggerFactory.getLogger(NewsComponent.class);

    private final BundleContext context;
    private final EventAdmin eventAdmin;
    private final BundleListener bundles;
    private final FrameworkListener failures;
    private final SynchronousBundleListener end = this::endOfFramework;
    private final File started;

    /** Begins to listen. */
    @Activate
    public NewsComponent(BundleContext context, @Reference EventAdmin eventAdmin) {
        this.context = context;
        this.eventAdmin = eventAdmin;
        this.started = context.getDataFile("started");
        BundleNews news = new BundleNews(this::post, context.getBundles());
        bundles = news::changed;
        failures = news::happened;
        context.addBundleListener(bundles);
        context.addBundleListener(end);
        context.addFrameworkListener(failures);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(bundles);
        context.removeBundleListener(end);
        context.removeFrameworkListener(failures);
    }

    private void post(EventKind kind, String message, Object... values) {
        eventAdmin.postEvent(new Event(kind.topic(), kind.describe(System.currentTimeMillis(), message, values)));
    }

    /**
     * Core says by this condition that logins are answered; it says so again after an update of its own, which takes this bundle
     * along and is no start: the framework's cache, which is cleaned at a start, remembers.
     */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            target = "(osgi.condition.id=org.scst.listening)",
            unbind = "silent")
    void listening(Condition condition) {
        try {
            if (started == null || started.createNewFile()) {
                post(EventKind.PLATFORM_STARTED, "Logins are answered");
            }
        } catch (IOException e) {
            LOG.debug("Whether this is a start cannot be known", e);
        }
    }

    /** Core is away: it tells of its drivers itself. */
    void silent(Condition condition) {
        LOG.debug("Logins are not answered now");
    }

    private void endOfFramework(BundleEvent event) {
        if (event.getBundle().getBundleId() == 0 && event.getType() == BundleEvent.STOPPING) {
            post(EventKind.PLATFORM_STOPPING, "The process ends");
        }
    }
}
