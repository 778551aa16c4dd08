package org.scst.runtime.itest.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;

/**
 * What a test's framework is made of: the jars of the assembled distribution, so that the shipped set is what is tested.
 *
 * <p><i>Threading:</i> no state.
 */
final class ShippedBundles {
    private static final int PLATFORM_LEVEL = 2;
    /** Above the platform's, so that the deployment installs the product before its level is reached, as at a real start. */
    private static final int PRODUCT_LEVEL = 3;
    /** What is wired to core comes after it. */
    private static final int OPERATION_LEVEL = 4;
    /** The executor of health checks comes after the bundle that says how many threads it may have, as at a real start. */
    private static final int EXECUTOR_LEVEL = 5;

    private static final String EXECUTOR = "org.apache.felix.healthcheck.core";

    private ShippedBundles() {}

    /** The platform, which installs the product from the distribution, with a home of its own below {@code target/}. */
    static Option shipped(String home) {
        return shipped(home, distribution());
    }

    /** The same with a product from another folder, which the test may change. */
    static Option shipped(String home, Path product) {
        Path folder = Path.of("target", "homes", home).toAbsolutePath();
        return composite(
                jars("connected"),
                jars("bundle"),
                junitBundles(),
                vmOption("--enable-native-access=ALL-UNNAMED"),
                vmOption("--sun-misc-unsafe-memory-access=allow"),
                vmOption("-Dio.netty.recycler.chunkSize=512"),
                vmOption("-XX:CompileCommandFile=" + distribution().resolve("conf/compiler")),
                vmOption("-Dio.netty.leakDetection.level=paranoid"),
                frameworkProperty("scst.product.startlevel").value(Integer.toString(PRODUCT_LEVEL)),
                frameworkProperty("ds.lock.timeout.milliseconds").value("30000"),
                frameworkProperty("org.apache.felix.eventadmin.ThreadPoolSize").value("4"),
                frameworkProperty("org.apache.felix.eventadmin.IgnoreTimeout").value("org.scst*"),
                frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
                        .value("WARN"),
                frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile")
                        .value(distribution().resolve("conf/logback.xml").toString()),
                systemProperty("scst.distribution").value(product.toString()),
                folder("scst.home", folder),
                folder("scst.etc", folder.resolve("etc")),
                folder("scst.state", folder.resolve("state")),
                folder("scst.log", folder.resolve("log")),
                folder("scst.run", folder.resolve("run")),
                folder("scst.own", folder.resolve("run")));
    }

    /** The file of a shipped bundle, for tests that update it. */
    static Path productJar(String symbolicName) {
        return distribution().resolve("load").resolve(symbolicName + ".jar");
    }

    private static Option folder(String property, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return systemProperty(property).value(folder.toString());
    }

    private static Option jars(String folder) {
        try (Stream<Path> files = Files.list(distribution().resolve(folder))) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            return composite(jars.stream()
                    .map(jar -> jar.toString().contains("-native-epoll-")
                            ? bundle(jar.toUri().toString()).noStart()
                            : bundle(jar.toUri().toString()).startLevel(startLevel(jar)))
                    .toArray(Option[]::new));
        } catch (IOException failure) {
            throw new UncheckedIOException("The distribution is not assembled: run mvn verify from the top", failure);
        }
    }

    private static int startLevel(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            if (EXECUTOR.equals(headers.getValue(Constants.BUNDLE_SYMBOLICNAME))) {
                return EXECUTOR_LEVEL;
            }
            String imports = headers.getValue(Constants.IMPORT_PACKAGE);
            return imports != null && imports.contains("org.scst.core.") ? OPERATION_LEVEL : PLATFORM_LEVEL;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path distribution() {
        return Path.of(System.getProperty("scst.distribution")).toAbsolutePath().normalize();
    }
}
