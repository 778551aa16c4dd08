package org.scst.runtime.deployment.internal.load;

import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What the bundles of the tests do when they are started. Each class stands alone: it is copied into a jar. */
final class Activators {
    private Activators() {}

    /** Offers a service. */
    public static final class Serving implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            context.registerService(Comparable.class, "served", null);
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Offers a service, and throws when it is stopped. */
    public static final class Protesting implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            context.registerService(Comparable.class, "served", null);
        }

        @Override
        public void stop(BundleContext context) {
            throw new IllegalStateException("not now");
        }
    }

    /** Offers a service, takes it back when it is stopped, and does not end that before the test. */
    public static final class Lingering implements BundleActivator {
        private ServiceRegistration<?> service;

        @Override
        public void start(BundleContext context) {
            service = context.registerService(Comparable.class, "served", null);
        }

        @Override
        public void stop(BundleContext context) throws InterruptedException {
            service.unregister();
            while (System.getProperty("test.over") == null) {
                Thread.sleep(10);
            }
        }
    }

    /** Does not end its start before the test. */
    public static final class Dawdling implements BundleActivator {
        @Override
        public void start(BundleContext context) throws InterruptedException {
            while (System.getProperty("test.over") == null) {
                Thread.sleep(10);
            }
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Starts, and offers nothing. */
    public static final class Idle implements BundleActivator {
        @Override
        public void start(BundleContext context) {}

        @Override
        public void stop(BundleContext context) {}
    }

    /** Starts, and says that it cannot run. */
    public static final class Refusing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put("osgi.condition.id", "test.failed");
            properties.put("cause", "its state is damaged");
            properties.put("cure", "restore it");
            context.registerService(Runnable.class, () -> {}, properties);
        }

        @Override
        public void stop(BundleContext context) {}
    }

    /** Does not start. */
    public static final class Failing implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("out of order");
        }

        @Override
        public void stop(BundleContext context) {}
    }
}
