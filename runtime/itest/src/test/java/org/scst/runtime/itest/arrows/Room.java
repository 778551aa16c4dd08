package org.scst.runtime.itest.arrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A bundle and the arrows that may leave it: the plan of the house, as tests read it.
 *
 * <p>A package may be used when it is named here, or lies below a name that ends in a dot. What is not named is
 * forbidden, so a new arrow is a change of this table.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param bundle symbolic name
 * @param folder of the distribution, where its jar is
 * @param uses packages it may use beside its own
 * @param exports exactly the packages it exports
 * @param updatable whether it is updated while its initiators are connected
 */
record Room(String bundle, String folder, Set<String> uses, Set<String> exports, boolean updatable) {
    private static final List<String> EVERYONE = List.of("java.", "javax.", "org.osgi.", "org.slf4j");

    /** Buffers are the view through which data is seen; their reference counting is netty-common's. */
    private static final List<String> BUFFERS = List.of("io.netty.buffer", "io.netty.util", "io.netty.util.concurrent");

    /** An event loop looks at a descriptor beside its connections. */
    private static final List<String> LOOPS =
            List.of("io.netty.channel", "io.netty.channel.epoll", "io.netty.channel.unix");

    private static final List<String> NETTY = List.of("io.netty.");
    private static final List<String> GOGO = List.of("org.apache.felix.service.command");
    private static final List<String> HEALTH_CHECKS =
            List.of("org.apache.felix.hc.api", "org.apache.felix.hc.api.execution");

    /** Only the shell uses it, in a process of its own. */
    private static final List<String> LINE_EDITOR = List.of("org.jline.");

    private static final Set<String> CORE_EXPORTS = Set.of(
            "org.scst.core.scsi",
            "org.scst.core.target",
            "org.scst.core.device",
            "org.scst.core.store",
            "org.scst.core.admin",
            "org.scst.core.linux");

    /** What an operator's tool may see of core. */
    private static final List<String> ADMIN = List.of("org.scst.core.admin", "org.scst.core.scsi");

    private static final List<String> DEPLOYMENT = List.of("org.scst.runtime.deployment");
    private static final List<String> CORE = List.copyOf(CORE_EXPORTS);

    static final List<Room> HOUSE = List.of(
            product("org.scst.core", CORE_EXPORTS, BUFFERS),
            product("org.scst.vdisk", Set.of(), CORE, BUFFERS, LOOPS),
            product("org.scst.user", Set.of(), CORE, BUFFERS),
            product("org.scst.passthru", Set.of(), CORE, BUFFERS),
            product("org.scst.iscsi", Set.of(), CORE, NETTY),
            product("org.scst.local", Set.of("org.scst.local"), CORE, NETTY),
            platform("org.scst.runtime.eventloop", Set.of(), NETTY),
            platform("org.scst.runtime.configuration", Set.of(), ADMIN),
            platform("org.scst.runtime.health", Set.of(), ADMIN, HEALTH_CHECKS),
            platform("org.scst.runtime.deployment", Set.of("org.scst.runtime.deployment")),
            platform("org.scst.runtime.console", Set.of(), ADMIN, DEPLOYMENT, GOGO, LINE_EDITOR));

    @SafeVarargs
    private static Room product(String bundle, Set<String> exports, List<String>... uses) {
        return new Room(bundle, "load", all(uses), exports, true);
    }

    @SafeVarargs
    private static Room platform(String bundle, Set<String> exports, List<String>... uses) {
        return new Room(bundle, "bundle", all(uses), exports, false);
    }

    @SafeVarargs
    private static Set<String> all(List<String>... uses) {
        List<String> names = new ArrayList<>(EVERYONE);
        Stream.of(uses).forEach(names::addAll);
        return Set.copyOf(names);
    }

    /** Whether code of this room may use a package. */
    boolean mayUse(String packageName) {
        return isOwn(packageName)
                || uses.contains(packageName)
                || uses.stream().anyMatch(name -> name.endsWith(".") && packageName.startsWith(name));
    }

    boolean isOwn(String packageName) {
        return packageName.equals(bundle) || packageName.startsWith(bundle + ".");
    }

    /** Opens the shipped jar. */
    JarFile jar() {
        Path file = Path.of(System.getProperty("scst.distribution"), folder, bundle + ".jar");
        try {
            return new JarFile(file.toFile());
        } catch (IOException missing) {
            throw new UncheckedIOException("No shipped jar of " + bundle, missing);
        }
    }

    @Override
    public String toString() {
        return bundle;
    }
}
