package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The shipped bundles in a framework: they resolve, start, and the event loops come and go in order. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PlatformIT {
    @Inject
    private BundleContext context;

    @Configuration
    public Option[] shippedBundles() {
        TestHome.fresh("platform");
        return new Option[] {ShippedBundles.shipped("platform")};
    }

    @Test
    public void shouldHaveEveryShippedBundleActive() {
        List<String> notActive = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE) {
                notActive.add(bundle.getSymbolicName());
            }
        }
        assertEquals(List.of(), notActive);
    }

    @Test
    public void shouldOfferEventLoopsThatNameTheirTransport() {
        ServiceReference<EventLoopGroup> loops = context.getServiceReference(EventLoopGroup.class);
        assertNotNull(loops);
        assertEquals("epoll", loops.getProperty("transport"));
    }

    @Test
    public void shouldEndLoopsOnlyAfterTheyWereWithdrawnAndBringNewOnes() throws Exception {
        ServiceReference<EventLoopGroup> before = context.getServiceReference(EventLoopGroup.class);
        EventLoopGroup old = context.getService(before);
        Bundle bundle = before.getBundle();

        bundle.stop();
        assertNull(context.getServiceReference(EventLoopGroup.class));
        assertTrue(old.awaitTermination(60, TimeUnit.SECONDS));

        bundle.start();
        ServiceTracker<EventLoopGroup, EventLoopGroup> tracker =
                new ServiceTracker<>(context, EventLoopGroup.class, null);
        tracker.open();
        try {
            EventLoopGroup fresh = tracker.waitForService(60_000);
            assertEquals("served", fresh.submit(() -> "served").get(10, TimeUnit.SECONDS));
        } finally {
            tracker.close();
        }
    }
}
