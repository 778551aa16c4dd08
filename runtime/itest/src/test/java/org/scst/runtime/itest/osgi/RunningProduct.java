package org.scst.runtime.itest.osgi;

import javax.inject.Inject;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * What tests of the running product begin with: the shipped bundles in a framework, on a home of the class's own with two disks,
 * and before each test every bundle of the product started and everything settled, whatever the test before has left.
 *
 * <p><i>Threading:</i> confined to the test.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class RunningProduct {
    @Inject
    BundleContext context;

    Product product;
    TestHome home;

    /** Called in Maven's process, before the framework's own begins. */
    @Configuration
    public Option[] shippedBundles() {
        String name = getClass().getSimpleName();
        prepare(TestHome.fresh(name).withTwoDisks());
        return new Option[] {ShippedBundles.shipped(name)};
    }

    /** Adds to the home what tests of this class want there from the start. */
    void prepare(TestHome fresh) {}

    @Before
    public void bePresent() throws Exception {
        home = TestHome.ofThisFramework();
        product = new Product(context);
        for (String bundle : Product.BUNDLES) {
            product.start(bundle);
        }
        product.settle();
    }
}
