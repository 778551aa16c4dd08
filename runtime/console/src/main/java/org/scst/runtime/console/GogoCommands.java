package org.scst.runtime.console;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.scst.runtime.console.command.CommandTable;

/**
 * The same commands in Gogo, scope {@code scst}, one service each. Gogo's parser reads {@code *}, {@code [} and the like itself:
 * quote such words.
 *
 * <p><i>Threading:</i> thread-safe; a command runs on the thread of its Gogo session.
 */
@Component(service = GogoCommands.class, immediate = true)
public final class GogoCommands {
    private static final String SCOPE = "osgi.command.scope";
    private static final String FUNCTION = "osgi.command.function";

    private final List<ServiceRegistration<Function>> registrations = new ArrayList<>();

    /** Registers the commands of the console. */
    @Activate
    public GogoCommands(BundleContext context, @Reference ConsoleComponent console) {
        CommandTable commands = console.commands();
        for (String name : commands.names()) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(SCOPE, "scst");
            properties.put(FUNCTION, name);
            registrations.add(context.registerService(Function.class, new Words(commands, name), properties));
        }
    }

    @Deactivate
    void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    /** One command, as Gogo calls it. */
    record Words(CommandTable commands, String name) implements Function {

        @Override
        public Object execute(CommandSession session, List<Object> arguments) {
            List<String> words = new ArrayList<>(List.of(name));
            arguments.forEach(argument -> words.add(String.valueOf(argument)));
            commands.run(words, new GogoCaller(session));
            return null;
        }
    }
}
